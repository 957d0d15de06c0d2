// SPDX-License-Identifier: Apache-2.0
#include "tests/pipeline/redis/feature_store_fixture.h"

using namespace tailrace;
using namespace tailrace::redis::test;

// When batches go as a transaction, and who decides when they cannot. What is written is the same both ways: the other tests of the
// store write so from their second batch on.
class RedisTransactionTest : public FeatureStoreFixture {
    Q_OBJECT

private slots:
    void initTestCase() { requireServer(); }
    void init()
    {
        m_transactionFrom = 2;
        begin();
    }
    void goesOnFromWhatItWatched();
    void fewKeysGoByScript();
    void somebodyElsesWriteIsSeen();
    void anErrorAnywhereIsSeen();
    void partitionsOfOneRoundGoTogether();
    void aServerWithoutTransactionsIsServedByScript();
    void forgetsTheWatchWithTheConnection();

private:
    int calls(std::string_view commandName);
    static FeatureBatch two(std::uint64_t next, const char* value, std::int32_t partition = 1)
    {
        return batchOf(next, {{"a" + std::to_string(partition), value}, {"b" + std::to_string(partition), value}}, partition);
    }
};

int RedisTransactionTest::calls(std::string_view commandName)
{
    const QString statistics = QString::fromStdString(command({"INFO", "commandstats"}));
    const QRegularExpression line("cmdstat_" + QString::fromUtf8(commandName.data(), static_cast<qsizetype>(commandName.size()))
        + ":calls=(\\d+)");
    return line.match(statistics).captured(1).toInt();
}

void RedisTransactionTest::goesOnFromWhatItWatched()
{
    auto features = store();
    for (std::uint64_t next = 1; next <= 4; ++next) verifyWritten(features, two(next, std::to_string(next).c_str()));
    QCOMPARE(calls("exec"), 3);
    QCOMPARE(value(features, "b1"), std::string("4"));
    QCOMPARE(features.cell(Partition(1)).value().next, std::uint64_t(4));
    verifyWritten(features, two(3, "3"), WriteOutcome::AlreadyThere);
    QCOMPARE(calls("exec"), 3);
    verifyWritten(features, two(4, "5"));
    QCOMPARE(calls("exec"), 4);
    QCOMPARE(value(features, "b1"), std::string("5"));
}

void RedisTransactionTest::fewKeysGoByScript()
{
    auto features = store();
    verifyWritten(features, two(1, "1"));
    verifyWritten(features, batchOf(2, {{"a1", "2"}}));
    verifyWritten(features, two(3, "3")); // nothing is watched
    QCOMPARE(calls("exec"), 0);
    verifyWritten(features, two(4, "4"));
    QCOMPARE(calls("exec"), 1);
    QCOMPARE(features.cell(Partition(1)).value().next, std::uint64_t(4));
}

void RedisTransactionTest::somebodyElsesWriteIsSeen()
{
    auto ours = store(1), theirs = store(2);
    verifyWritten(ours, two(1, "ours"));
    verifyWritten(theirs, two(5, "theirs"));
    QCOMPARE(write(ours, two(6, "zombie")).error().code(), ErrorCode::Fenced);
    QCOMPARE(value(ours, "a1"), std::string("theirs"));
    QCOMPARE(ours.cell(Partition(1)).value().next, std::uint64_t(5));

    // The same epoch, further on: what we have is there already.
    auto twin = store(2);
    verifyWritten(theirs, two(6, "theirs"));
    verifyWritten(twin, two(9, "twin"));
    verifyWritten(theirs, two(7, "theirs"), WriteOutcome::AlreadyThere);
    QCOMPARE(value(ours, "a1"), std::string("twin"));
}

void RedisTransactionTest::anErrorAnywhereIsSeen()
{
    auto features = store();
    verifyWritten(features, two(1, "1"));
    command({"HGET", "a1"}); // of somebody else
    verifyWritten(features, two(2, "2"));
    QCOMPARE(value(features, "a1"), std::string("2"));
    QCOMPARE(features.cell(Partition(1)).value().next, std::uint64_t(2));

    QCOMPARE(command({"SET", "b1", "a string"}), std::string("OK"));
    QCOMPARE(write(features, two(3, "3")).error().code(), ErrorCode::InvalidInput);
    QCOMPARE(features.cell(Partition(1)).value().next, std::uint64_t(2));
    QCOMPARE(calls("exec"), 2);
}

void RedisTransactionTest::partitionsOfOneRoundGoTogether()
{
    auto features = store();
    FeatureBatch leave = two(9, "9", 3);
    leave.position = FeatureBatch::PositionRule::Leave;
    const FeatureBatch first = two(1, "1", 1), second = two(1, "1", 2), third = two(1, "1", 3);
    QVERIFY(features.write({&first, &second, &third}, m_outcomes).has_value());
    const FeatureBatch more = two(7, "7", 1), other = two(8, "8", 2);
    QVERIFY(features.write({&more, &other, &leave}, m_outcomes).has_value());
    QCOMPARE(calls("exec"), 1);
    QCOMPARE(features.cell(Partition(1)).value().next, std::uint64_t(7));
    QCOMPARE(features.cell(Partition(2)).value().next, std::uint64_t(8));
    QCOMPARE(features.cell(Partition(3)).value().next, std::uint64_t(1));
    QCOMPARE(value(features, "a3"), std::string("9"));
}

void RedisTransactionTest::aServerWithoutTransactionsIsServedByScript()
{
    auto features = store();
    QCOMPARE(command({"ACL", "SETUSER", "default", "-multi"}), std::string("OK"));
    for (std::uint64_t next = 1; next <= 3; ++next) verifyWritten(features, two(next, "x"));
    QCOMPARE(calls("exec"), 0);
    QCOMPARE(features.cell(Partition(1)).value().next, std::uint64_t(3));
    QCOMPARE(command({"ACL", "SETUSER", "default", "+multi", "-info"}), std::string("OK"));
    for (std::uint64_t next = 4; next <= 6; ++next) verifyWritten(features, two(next, "y"));
    QCOMPARE(command({"ACL", "SETUSER", "default", "+info"}), std::string("OK"));
    QCOMPARE(calls("exec"), 0);
    QCOMPARE(features.cell(Partition(1)).value().next, std::uint64_t(6));
}

void RedisTransactionTest::forgetsTheWatchWithTheConnection()
{
    auto features = store();
    verifyWritten(features, two(1, "1"));
    command({"CLIENT", "KILL", "TYPE", "normal"});
    QCOMPARE(write(features, two(2, "2")).error().code(), ErrorCode::Unavailable);
    QTRY_VERIFY(features.ping().has_value());
    verifyWritten(features, two(2, "2"));
    QCOMPARE(calls("exec"), 0);
    verifyWritten(features, two(3, "3"));
    QCOMPARE(calls("exec"), 1);
}

QTEST_GUILESS_MAIN(RedisTransactionTest)
#include "redis_transaction_test.moc"
