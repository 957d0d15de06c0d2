// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include "pipeline/kafka/partitioner.h"

using namespace tailrace;

class PartitionerTest : public QObject {
    Q_OBJECT

private slots:
    void agreesWithKafkasClients_data();
    void agreesWithKafkasClients();
    void everyPartitionGetsItsShare();
};

// The vectors of Kafka's own UtilsTest.testMurmur2.
void PartitionerTest::agreesWithKafkasClients_data()
{
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<int>("murmur2");
    const auto row = [](const char* key, int hash) { QTest::newRow(key) << QByteArray(key) << hash; };
    row("21", -973932308);
    row("foobar", -790332482);
    row("a-little-bit-long-string", -985981536);
    row("a-little-bit-longer-string", -1486304829);
    row("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971);
    row("abc", 479470107);
}

void PartitionerTest::agreesWithKafkasClients()
{
    QFETCH(QByteArray, key);
    QFETCH(int, murmur2);
    for (const int partitions : {1, 2, 3, 4, 7, 12, 1000, 1000003}) {
        QCOMPARE(kafka::partitionOf({key.constData(), static_cast<std::size_t>(key.size())}, partitions).value,
            (murmur2 & 0x7fffffff) % partitions);
    }
}

void PartitionerTest::everyPartitionGetsItsShare()
{
    std::array<int, 4> counts{};
    for (int shopper = 0; shopper < 10000; ++shopper)
        ++counts.at(static_cast<std::size_t>(kafka::partitionOf("shopper-" + std::to_string(shopper), 4).value));
    for (const int count : counts) QVERIFY2(count > 2200 && count < 2800, qPrintable(QString::number(count)));
}

QTEST_GUILESS_MAIN(PartitionerTest)
#include "partitioner_test.moc"
