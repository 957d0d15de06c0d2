// SPDX-License-Identifier: Apache-2.0
#include "tests/pipeline/runtime/shard_fixture.h"

using namespace tailrace;
using namespace tailrace::test;
using namespace std::chrono_literals;

// What a shard says on `session-updates`: cadence 5 s, gap 30 min, grace 2 min.
class ShardSessionsTest : public QObject {
    Q_OBJECT

private slots:
    void init() { m = std::make_unique<ShardFixture>(sessionize::SessionRules{.gap = 30min, .grace = 2min, .reach = 0min}); }

    void publishesAChangedSessionAfterTheCadence()
    {
        m->event("ann", 0, 0);
        m->shard.endBatch(atSecond(4.999));
        QCOMPARE(m->updates.text, std::string());
        m->shard.endBatch(atSecond(5));
        QCOMPARE(m->updates.text, std::string("ann@0 r1 n1"));
    }

    void manyChangesAreOneUpdate()
    {
        for (int i = 0; i < 10; ++i) m->event("ann", 0.01 * i, 0.4 * i);
        m->shard.endBatch(atSecond(5));
        m->shard.endBatch(atSecond(100)); // nothing changed meanwhile
        QCOMPARE(m->updates.text, std::string("ann@0 r10 n10"));
    }

    void eachShopperHasItsOwnCadence()
    {
        m->event("ann", 0, 0);
        m->event("bob", 0, 2);
        m->shard.endBatch(atSecond(5));
        m->event("ann", 0.1, 5.5);
        m->shard.endBatch(atSecond(10.4));
        QCOMPARE(m->updates.text, std::string("ann@0 r1 n1; bob@0 r1 n1"));
        m->shard.endBatch(atSecond(10.5));
        QCOMPARE(m->updates.text, std::string("ann@0 r1 n1; bob@0 r1 n1; ann@0 r2 n2"));
    }

    void publishesTheCloseOnceWithoutTraffic()
    {
        m->event("ann", 0, 0);
        m->advance(32); // exactly gap and grace after its end: an event could still belong to it
        QCOMPARE(m->updates.text, std::string());
        m->advance(32.1);
        QCOMPARE(m->updates.text, std::string("ann@0 r2 n1 closed"));
        m->advance(40);
        m->shard.endBatch(atSecond(100)); // the update that was still due: the close says more
        QCOMPARE(m->updates.text, std::string("ann@0 r2 n1 closed"));
    }

    void anEventThatIsNotLateOpensItAgain()
    {
        m->event("ann", 0, 0);
        m->advance(33);
        m->event("ann", 20, 1); // ends at 20 now
        m->advance(51.9);
        QCOMPARE(m->updates.text, std::string("ann@0 r2 n1 closed"));
        m->advance(52.1);
        QCOMPARE(m->updates.text, std::string("ann@0 r2 n1 closed; ann@0 r4 n2 closed"));
    }

    void mergedSessionGetsATombstone()
    {
        m->event("ann", 0, 0);
        m->event("ann", 31, 0.1);
        m->shard.endBatch(atSecond(5));
        QCOMPARE(m->updates.text, std::string("ann@0 r1 n1; ann@31 r1 n1"));
        m->event("ann", 20, 6); // bridges the two
        m->shard.endBatch(atSecond(11));
        QCOMPARE(m->updates.text, std::string("ann@0 r1 n1; ann@31 r1 n1; ann@31 gone; ann@0 r2 n3"));
    }

    void earlierStartIsANewName()
    {
        m->event("ann", 10, 0);
        m->event("ann", 5, 1);
        m->shard.endBatch(atSecond(5));
        QCOMPARE(m->updates.text, std::string("ann@10 gone; ann@5 r2 n2"));
    }

    // Time jumps: nothing arrived for two days.
    void closeIsPublishedThoughTheShopperIsForgottenAtOnce()
    {
        m->event("ann", 0, 0);
        m->advance(48 * 60);
        QCOMPARE(m->updates.text, std::string("ann@0 r2 n1 closed"));
        QCOMPARE(m->shard.shoppers(), std::size_t{0});
    }

    void updateDueIsNotThatOfTheNextShopperInItsPlace()
    {
        m->event("ann", 0, 0);
        m->advance(48 * 60);
        m->event("bob", 48 * 60, 4);
        m->shard.endBatch(atSecond(5)); // when ann's was due
        QCOMPARE(m->updates.text, std::string("ann@0 r2 n1 closed"));
        m->shard.endBatch(atSecond(9));
        QCOMPARE(m->updates.text, std::string("ann@0 r2 n1 closed; bob@2880 r1 n1"));
    }

    void eventsOfAClosedSessionAreLate()
    {
        m->event("ann", 0);
        m->advance(33);
        QCOMPARE(m->deliver("ann", "late", 0.5), sessionize::Outcome::Late);
        QCOMPARE(m->shard.counts().late, std::uint64_t{1});
    }

private:
    std::unique_ptr<ShardFixture> m;
};

QTEST_GUILESS_MAIN(ShardSessionsTest)
#include "shard_sessions_test.moc"
