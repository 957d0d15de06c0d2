// SPDX-License-Identifier: Apache-2.0
#include <limits>

#include <QtTest/QtTest>

#include "pipeline/redis/key_layout.h"
#include "pipeline/redis/resp_encoder.h"

using namespace tailrace;

class EncodingTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void writesTheWireFormat();
    void keepsBinaryText();
    void startsAgainAfterClear();
    void keysCarryThePartitionAsHashTag();
};

void EncodingTest::writesTheWireFormat()
{
    redis::RespEncoder encoder;
    encoder.beginCommand(3);
    encoder.arg("SET");
    encoder.arg("");
    encoder.arg(std::numeric_limits<std::uint64_t>::max());
    encoder.beginCommand(1);
    encoder.arg("PING");
    QCOMPARE(std::string(encoder.bytes()), std::string("*3\r\n$3\r\nSET\r\n$0\r\n\r\n$20\r\n18446744073709551615\r\n*1\r\n$4\r\nPING\r\n"));
    QCOMPARE(encoder.commands(), std::size_t(2));
}

void EncodingTest::keepsBinaryText()
{
    redis::RespEncoder encoder;
    encoder.beginCommand(1);
    encoder.arg(std::string_view("a\0\r\nb", 5));
    QCOMPARE(std::string(encoder.bytes()), std::string("*1\r\n$5\r\na\0\r\nb\r\n", 15));
}

void EncodingTest::startsAgainAfterClear()
{
    redis::RespEncoder encoder;
    encoder.beginCommand(1);
    encoder.arg("PING");
    encoder.clear();
    QVERIFY(encoder.bytes().empty());
    QCOMPARE(encoder.commands(), std::size_t(0));
}

void EncodingTest::keysCarryThePartitionAsHashTag()
{
    std::string key;
    redis::appendCellKey(key, Partition(7));
    QCOMPARE(key, std::string("tr:{p07}:cell"));
    key.clear();
    redis::appendUserKey(key, Partition(12), "u-1");
    QCOMPARE(key, std::string("tr:{p12}:user:u-1"));
    key.clear();
    redis::appendSessionKey(key, Partition(123), "u-1", fromMillis(1700000000000));
    QCOMPARE(key, std::string("tr:{p123}:session:u-1:1700000000000"));
}

QTEST_GUILESS_MAIN(EncodingTest)
#include "encoding_test.moc"
