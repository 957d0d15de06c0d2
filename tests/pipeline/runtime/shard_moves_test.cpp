// SPDX-License-Identifier: Apache-2.0
#include "tests/pipeline/runtime/shard_fixture.h"

using namespace tailrace;
using namespace tailrace::test;
using sessionize::Outcome;

// Events that go over to another owner: handovers and retractions.
class ShardMovesTest : public QObject {
    Q_OBJECT

private slots:
    void init() { m = std::make_unique<ShardFixture>(); }

    void visitorWhoLogsInIsGoneAndLeavesAnAlias()
    {
        m->deliver("phone", "a", 0);
        m->deliver("phone", "b", 1);
        m->write();
        QCOMPARE(m->keys(), QString("tr:{p07}:session:phone:%1 tr:{p07}:user:phone").arg(Start).toStdString());
        m->deliver("ann", "c", 2);
        m->deliver("ann", "a", 0, 0, event::EventType::PageView, true);
        m->retract("phone", "a", 0, "ann");
        m->deliver("ann", "b", 1, 0, event::EventType::PageView, true);
        m->retract("phone", "b", 1, "ann");
        m->write();
        QCOMPARE(m->keys(), QString("tr:{p07}:alias:phone tr:{p07}:session:ann:%1 tr:{p07}:user:ann").arg(Start).toStdString());
        QCOMPARE(m->store["tr:{p07}:alias:phone"]["user"], std::string("ann"));
        QCOMPARE(m->shard.counts().applied, std::uint64_t{3});
        QCOMPARE(m->shard.shoppers(), std::size_t{1});
    }

    void aHandoverIsNeverLate()
    {
        m->event("ann", 600);
        QCOMPARE(m->deliver("ann", "old", 0), Outcome::Late);
        QCOMPARE(m->deliver("ann", "moved", 0, 0, event::EventType::PageView, true), Outcome::Applied);
        QCOMPARE(m->deliver("ann", "moved", 0, 0, event::EventType::PageView, true), Outcome::Duplicate);
    }

    void aRetractionSplitsASession()
    {
        m->deliver("ann", "a", 0);
        m->deliver("ann", "b", 20);
        m->deliver("ann", "c", 40);
        m->retract("ann", "b", 20, "bob");
        m->advance(50);
        m->shard.endBatch(atSecond(10));
        QCOMPARE(m->updates.text, std::string("ann@0 r5 n1 closed; ann@40 r4 n1"));
    }

    // A session that is long closed and forgotten is opened, changed, and closed again.
    void reopensWhatTheMemoryHasForgotten()
    {
        m->deliver("ann", "a", 0);
        m->deliver("ann", "b", 10);
        m->advance(300);
        m->write();
        QCOMPARE(m->updates.text, std::string("ann@0 r3 n2 closed"));
        m->updates.text.clear();
        m->deliver("ann", "c", 20, 0, event::EventType::PageView, true);
        m->write();
        QCOMPARE(m->updates.text, std::string("ann@0 r5 n3 closed"));
        m->updates.text.clear();
        m->advance(600);
        m->retract("ann", "a", 0, "bob");
        m->write();
        QCOMPARE(m->updates.text, std::string("ann@0 gone; ann@10 r6 n2 closed"));
    }

    // An event counts as what it is at its owner now.
    void theLedgerTakesBackWhatTheEventCountedAs()
    {
        m->deliver("phone", "x", 600);
        QCOMPARE(m->deliver("phone", "x", 600), Outcome::Duplicate);
        QCOMPARE(m->deliver("phone", "old", 0), Outcome::Late);
        m->retract("phone", "old", 0, "ann");
        QCOMPARE(m->shard.counts().late, std::uint64_t{0});
        m->retract("phone", "x", 600, "ann");
        m->retract("phone", "x", 600, "ann");
        QCOMPARE(m->shard.counts().applied, std::uint64_t{0});
        QCOMPARE(m->shard.counts().duplicate, std::uint64_t{0});
        QCOMPARE(m->shard.counts().retractions, std::uint64_t{3});
        QCOMPARE(m->shard.shoppers(), std::size_t{0});
    }

    // A client that tries again may give the copy another time: the ledger takes back each copy as what it was.
    void ofCopiesWithOtherTimesEachGoesAsWhatItWas()
    {
        QCOMPARE(m->deliver("phone", "a", 0), sessionize::Outcome::Applied);
        QCOMPARE(m->deliver("phone", "a", 1), sessionize::Outcome::Duplicate);
        m->retract("phone", "a", 0, "ann");
        QCOMPARE(m->shard.counts().applied, std::uint64_t{0});
        QCOMPARE(m->shard.counts().duplicate, std::uint64_t{1});
        m->retract("phone", "a", 1, "ann");
        QCOMPARE(m->shard.counts().duplicate, std::uint64_t{0});
        QCOMPARE(m->shard.shoppers(), std::size_t{0}); // nothing of it stays behind
    }

    void aViewerGoesWithItsLastEvent()
    {
        m->deliver("tv", "p", 0, 0, event::EventType::MediaPlay);
        m->deliver("tv", "q", 1);
        m->write();
        QVERIFY(m->store.contains("tr:{p07}:viewer:tv"));
        m->retract("tv", "p", 0, "ann");
        m->write();
        QVERIFY(!m->store.contains("tr:{p07}:viewer:tv"));
        QVERIFY(m->store.contains("tr:{p07}:user:tv"));
    }

private:
    std::unique_ptr<ShardFixture> m;
};

QTEST_GUILESS_MAIN(ShardMovesTest)
#include "shard_moves_test.moc"
