// SPDX-License-Identifier: Apache-2.0
#include "tests/pipeline/redis/feature_store_fixture.h"

#include <limits>

using namespace tailrace;
using namespace tailrace::redis::test;

// What the store holds is told by its position; who may move it, and when.
class RedisPositionTest : public FeatureStoreFixture {
    Q_OBJECT

private slots:
    void initTestCase() { requireServer(); }
    void init() { begin(); }
    void olderBatchIsAlreadyThere();
    void valuesThatFellAtTheSamePositionAreWritten();
    void anotherIncarnationStartsAgain();
    void comparesPositionsBeyondDoubles();
    void olderEpochIsFenced();
    void newerEpochFencesEvenWithoutNewValues();
    void positionRules();
    void partitionsShareAWriteAndFailApart();
    void laterBatchOfAPartitionDoesNotPassAFailedOne();
};

void RedisPositionTest::olderBatchIsAlreadyThere()
{
    auto features = store();
    verifyWritten(features, batchOf(10, {{"k", "1"}}));
    verifyWritten(features, batchOf(9, {{"k", "3"}}), WriteOutcome::AlreadyThere);
    QCOMPARE(value(features, "k"), std::string("1"));
    verifyWritten(features, batchOf(11, {{"k", "4"}}));
    QCOMPARE(value(features, "k"), std::string("4"));
}

// Time passes while no event comes: the position stays, the values do not.
void RedisPositionTest::valuesThatFellAtTheSamePositionAreWritten()
{
    auto features = store();
    verifyWritten(features, batchOf(10, {{"views_5m", "1"}}));
    verifyWritten(features, batchOf(10, {{"views_5m", "0"}}));
    QCOMPARE(value(features, "views_5m"), std::string("0"));
    QCOMPARE(features.cell(Partition(1)).value().next, std::uint64_t(10));
}

void RedisPositionTest::anotherIncarnationStartsAgain()
{
    auto features = store();
    verifyWritten(features, batchOf(1000, {{"k", "1"}}));
    FeatureBatch fresh = batchOf(1, {{"k", "2"}});
    fresh.incarnation = Incarnation(Journal + 1); // the same number, if compared as a double
    verifyWritten(features, fresh);
    QCOMPARE(value(features, "k"), std::string("2"));
    QCOMPARE(features.cell(Partition(1)).value().next, std::uint64_t(1));
}

void RedisPositionTest::comparesPositionsBeyondDoubles()
{
    auto features = store();
    const std::uint64_t largest = std::numeric_limits<std::uint64_t>::max();
    verifyWritten(features, batchOf(9, {{"k", "1"}}));
    verifyWritten(features, batchOf(10, {{"k", "2"}})); // as text, "10" stands before "9"
    verifyWritten(features, batchOf(largest - 1, {{"k", "3"}}));
    verifyWritten(features, batchOf(largest, {{"k", "4"}}));
    verifyWritten(features, batchOf(largest - 1, {{"k", "5"}}), WriteOutcome::AlreadyThere);
    QCOMPARE(value(features, "k"), std::string("4"));
}

void RedisPositionTest::olderEpochIsFenced()
{
    auto newer = store(10), older = store(9);
    verifyWritten(older, batchOf(1, {{"k", "old"}}));
    verifyWritten(newer, batchOf(2, {{"k", "new"}}));
    for (std::uint64_t next = 1; next < 5; ++next) {
        const auto done = write(older, batchOf(next, {{"k", "zombie"}}));
        QVERIFY(!done.has_value());
        QCOMPARE(done.error().code(), ErrorCode::Fenced);
        QVERIFY(done.error().isFatal());
    }
    QCOMPARE(value(newer, "k"), std::string("new"));
    QCOMPARE(newer.cell(Partition(1)).value().next, std::uint64_t(2));
}

void RedisPositionTest::newerEpochFencesEvenWithoutNewValues()
{
    auto newer = store(2), older = store(1);
    verifyWritten(older, batchOf(5, {{"k", "1"}}));
    verifyWritten(newer, batchOf(4, {{"k", "1"}}), WriteOutcome::AlreadyThere);
    QCOMPARE(write(older, batchOf(6, {{"k", "zombie"}})).error().code(), ErrorCode::Fenced);
}

void RedisPositionTest::positionRules()
{
    auto features = store();
    FeatureBatch leave = batchOf(50, {{"k", "1"}});
    leave.position = FeatureBatch::PositionRule::Leave;
    verifyWritten(features, leave);
    QCOMPARE(value(features, "k"), std::string("1"));
    QCOMPARE(features.cell(Partition(1)).value().incarnation.value, std::uint64_t(0));
    QCOMPARE(features.cell(Partition(1)).value().epoch, std::uint64_t(1));

    verifyWritten(features, batchOf(10, {{"k", "2"}}));
    leave = batchOf(5, {{"k", "3"}});
    leave.position = FeatureBatch::PositionRule::Leave;
    verifyWritten(features, leave);
    QCOMPARE(value(features, "k"), std::string("3"));
    QCOMPARE(features.cell(Partition(1)).value().next, std::uint64_t(10));

    FeatureBatch set = batchOf(4, {{"k", "4"}});
    set.position = FeatureBatch::PositionRule::Set;
    verifyWritten(features, set);
    QCOMPARE(value(features, "k"), std::string("4"));
    QCOMPARE(features.cell(Partition(1)).value().next, std::uint64_t(4));

    auto newer = store(2);
    verifyWritten(newer, leave);
    QCOMPARE(write(features, set).error().code(), ErrorCode::Fenced);
}

void RedisPositionTest::partitionsShareAWriteAndFailApart()
{
    auto features = store();
    QCOMPARE(command({"SET", "bad", "a string"}), std::string("OK"));
    const FeatureBatch one = batchOf(1, {{"a", "1"}}, 1), two = batchOf(1, {{"bad", "1"}}, 2), three = batchOf(1, {{"c", "1"}}, 3);
    QCOMPARE(features.write({&one, &two, &three}, m_outcomes).error().code(), ErrorCode::InvalidInput);
    QCOMPARE(features.cell(Partition(1)).value().next, std::uint64_t(1));
    QCOMPARE(features.cell(Partition(2)).value().next, std::uint64_t(0));
    QCOMPARE(features.cell(Partition(3)).value().next, std::uint64_t(1));

    QCOMPARE(command({"DEL", "bad"}), std::string("1"));
    const FeatureBatch older = batchOf(0, {{"a", "0"}}, 1);
    QVERIFY(features.write({&older, &two, &three}, m_outcomes).has_value());
    const std::vector<WriteOutcome> expected{WriteOutcome::AlreadyThere, WriteOutcome::Written, WriteOutcome::Written};
    QVERIFY(m_outcomes == expected);
}

void RedisPositionTest::laterBatchOfAPartitionDoesNotPassAFailedOne()
{
    auto features = store();
    const FeatureBatch first = batchOf(1, {{"a", "1"}}), second = batchOf(2, {{"b", "1"}}), third = batchOf(3, {{"a", "2"}});
    QVERIFY(features.write({&first, &second, &third}, m_outcomes).has_value());
    QCOMPARE(value(features, "a"), std::string("2"));

    QCOMPARE(command({"SET", "bad", "a string"}), std::string("OK"));
    const FeatureBatch failing = batchOf(4, {{"bad", "1"}}), after = batchOf(5, {{"a", "3"}});
    QVERIFY(!features.write({&failing, &after}, m_outcomes).has_value());
    QCOMPARE(features.cell(Partition(1)).value().next, std::uint64_t(3));
}

QTEST_GUILESS_MAIN(RedisPositionTest)
#include "redis_position_test.moc"
