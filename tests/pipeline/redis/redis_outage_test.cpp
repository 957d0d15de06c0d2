// SPDX-License-Identifier: Apache-2.0
#include "tests/pipeline/redis/feature_store_fixture.h"

#include <csignal>

#include "tests/support/patience.h"

using namespace tailrace;
using namespace tailrace::redis::test;

// The server is full, paused, killed, or has forgotten the script.
class RedisOutageTest : public FeatureStoreFixture {
    Q_OBJECT

private slots:
    void initTestCase() { requireServer(); }
    void init() { begin(); }
    void fullMemoryIsFullAndMovesNothing();
    void restartedServerIsEmptyAndUsable();
    void pausedServerTimesOutAndRecovers();
    void loadsTheScriptAgain();
};

void RedisOutageTest::fullMemoryIsFullAndMovesNothing()
{
    auto features = store();
    verifyWritten(features, batchOf(1, {{"k", "1"}}));
    QCOMPARE(command({"CONFIG", "SET", "maxmemory", "1000"}), std::string("OK"));
    const auto done = write(features, batchOf(2, {{"k", "2"}}));
    QVERIFY(!done.has_value());
    QCOMPARE(done.error().code(), ErrorCode::Full);
    QCOMPARE(value(features, "k"), std::string("1"));
    QCOMPARE(features.cell(Partition(1)).value().next, std::uint64_t(1));
    QCOMPARE(command({"CONFIG", "SET", "maxmemory", "100000000"}), std::string("OK"));
    verifyWritten(features, batchOf(2, {{"k", "2"}}));
}

void RedisOutageTest::restartedServerIsEmptyAndUsable()
{
    auto features = store();
    verifyWritten(features, batchOf(10, {{"k", "1"}}));
    QVERIFY(m_server->sendSignal(SIGKILL));
    QCOMPARE(write(features, batchOf(11, {{"k", "2"}})).error().code(), ErrorCode::Unavailable);
    const auto recovered = [&] {
        m_server->superviseTick();
        return features.ping().has_value();
    };
    QTRY_VERIFY_WITH_TIMEOUT(recovered(), test::patience(5000));
    QCOMPARE(features.cell(Partition(1)).value().incarnation.value, std::uint64_t(0));
    QCOMPARE(value(features, "k"), std::string());
    verifyWritten(features, batchOf(12, {{"k", "3"}}));
}

void RedisOutageTest::pausedServerTimesOutAndRecovers()
{
    auto features = store();
    verifyWritten(features, batchOf(1, {{"k", "1"}}));
    QVERIFY(m_server->sendSignal(SIGSTOP));
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(write(features, batchOf(2, {{"k", "2"}})).error().code(), ErrorCode::Timeout);
    QVERIFY2(timer.elapsed() < 600, qPrintable(QString::number(timer.elapsed())));
    QVERIFY(m_server->sendSignal(SIGCONT));
    QTRY_VERIFY_WITH_TIMEOUT(features.ping().has_value(), test::patience(3000));
    const auto done = write(features, batchOf(2, {{"k", "2"}})); // whether the first try got through is unknown
    QVERIFY2(done.has_value(), done ? "" : done.error().message().c_str());
    QCOMPARE(value(features, "k"), std::string("2"));
    QCOMPARE(features.cell(Partition(1)).value().next, std::uint64_t(2));
}

void RedisOutageTest::loadsTheScriptAgain()
{
    auto features = store();
    verifyWritten(features, batchOf(1, {{"k", "1"}}));
    QCOMPARE(command({"SCRIPT", "FLUSH"}), std::string("OK"));
    const FeatureBatch one = batchOf(2, {{"k", "2"}}, 1), two = batchOf(2, {{"l", "2"}}, 2);
    QVERIFY(features.write({&one, &two}, m_outcomes).has_value());
    QCOMPARE(value(features, "k"), std::string("2"));
    QCOMPARE(value(features, "l"), std::string("2"));
}

QTEST_GUILESS_MAIN(RedisOutageTest)
#include "redis_outage_test.moc"
