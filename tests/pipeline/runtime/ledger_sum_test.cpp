// SPDX-License-Identifier: Apache-2.0
#include "pipeline/runtime/ledger_sum.h"

#include <QtTest>

using namespace tailrace;
using namespace tailrace::runtime;

class LedgerSumTest : public QObject {
    Q_OBJECT

private slots:
    void whatIsNotDecidedIsInFlight()
    {
        const auto ledger = ledgerOf(accepted(5), 5, counts(3, {.applied = 2, .late = 1}));
        QCOMPARE(ledger.inFlight, std::uint64_t{2});
        QVERIFY(ledger.balanced());
    }

    // The journal's sequences and the collector's count are two witnesses.
    void aCollectorThatMiscountsIsFoundOut()
    {
        QCOMPARE(ledgerOf(accepted(6), 5, counts(5, {.applied = 5})).lost(), std::int64_t{1});
        QCOMPARE(ledgerOf(accepted(4), 5, counts(5, {.applied = 5})).lost(), std::int64_t{-1});
    }

    void anEventAppliedTwiceIsFoundOut() { QCOMPARE(ledgerOf(accepted(5), 5, counts(5, {.applied = 6})).lost(), std::int64_t{-1}); }

    void aMoveBalancesAtEveryStep_data()
    {
        QTest::addColumn<int>("decided");
        QTest::addColumn<int>("applied");
        QTest::addColumn<int>("duplicate");
        QTest::addColumn<int>("handovers");
        QTest::addColumn<int>("retractions");
        QTest::addColumn<int>("inFlight");
        QTest::newRow("nothing decided") << 0 << 0 << 0 << 0 << 0 << 1;
        QTest::newRow("at its old owner") << 1 << 1 << 0 << 0 << 0 << 0;
        QTest::newRow("at both") << 2 << 2 << 0 << 1 << 0 << 0;
        QTest::newRow("at neither") << 2 << 0 << 0 << 0 << 1 << 1;
        QTest::newRow("at its new owner") << 3 << 1 << 0 << 1 << 1 << 0;
        QTest::newRow("at its new owner first") << 1 << 1 << 0 << 1 << 0 << 1;
        QTest::newRow("a duplicate at its new owner first") << 1 << 0 << 1 << 1 << 0 << 0;
    }

    void aMoveBalancesAtEveryStep()
    {
        QFETCH(int, decided);
        QFETCH(int, applied);
        QFETCH(int, duplicate);
        QFETCH(int, handovers);
        QFETCH(int, retractions);
        QFETCH(int, inFlight);
        const auto number = [](int value) { return static_cast<std::uint64_t>(value); };
        collector::CollectorStatus status = accepted(1);
        status.moved = 1;
        const auto ledger = ledgerOf(status, 3,
            counts(number(decided),
                {.applied = number(applied),
                    .duplicate = number(duplicate),
                    .handovers = number(handovers),
                    .retractions = number(retractions)}));
        QCOMPARE(ledger.inFlight, number(inFlight));
        QCOMPARE(ledger.lost(), std::int64_t{0});
    }

private:
    static collector::CollectorStatus accepted(std::uint64_t events)
    {
        collector::CollectorStatus status;
        status.received = status.accepted = events;
        return status;
    }
    static WorkerCounts counts(std::uint64_t decided, const ShardCounts& shards)
    {
        WorkerCounts counts;
        counts.decided = decided;
        counts.shards = shards;
        return counts;
    }
};

QTEST_GUILESS_MAIN(LedgerSumTest)
#include "ledger_sum_test.moc"
