// SPDX-License-Identifier: Apache-2.0
#include "tests/pipeline/runtime/store_writer_fixture.h"

using namespace tailrace;
using namespace tailrace::runtime;
using namespace std::chrono_literals;
using tailrace::test::FakeFeatureStore;
using tailrace::test::StoreWriterFixture;
using Rule = FeatureBatch::PositionRule;

// The store goes away and comes back: Up -> Away -> Recovering -> Up.
class StoreOutageTest : public QObject {
    Q_OBJECT

private slots:
    void failedJobComesBackMarked_data()
    {
        QTest::addColumn<FakeFeatureStore::Mode>("mode");
        QTest::newRow("away") << FakeFeatureStore::Mode::Away;
        QTest::newRow("over the deadline") << FakeFeatureStore::Mode::Slow;
    }
    void failedJobComesBackMarked()
    {
        QFETCH(FakeFeatureStore::Mode, mode);
        StoreWriterFixture f;
        f.store.mode = mode;
        const auto back = f.handle(f.job(1));
        QVERIFY(back && back->failed);
        QCOMPARE(f.status.phase.load(), StorePhase::Away);
        QCOMPARE(f.status.recovery.load(), std::uint64_t{1});
        QCOMPARE(f.incidentKinds(), std::string("store away"));
    }

    void sendsNothingWhileTheStoreIsAway()
    {
        StoreWriterFixture f;
        f.lose(f.job(1));
        const auto back = f.handle(f.job(2));
        QVERIFY(back && back->failed);
        QCOMPARE(f.store.writeCalls, 1);
        auto valueless = f.job(3);
        valueless->written.at(0).clear();
        valueless->batches[0].clear();
        const auto nothing = f.handle(std::move(valueless));
        QVERIFY(nothing && !nothing->failed); // there is nothing to mark
        QCOMPARE(f.incidentKinds(), std::string("store away"));
    }

    void requestsDoNotWaitForTheStore()
    {
        StoreWriterFixture f;
        auto first = f.job(1);
        f.addEvent(*first, "a", 1ms, true);
        f.store.onWrite = [&f] { f.clock.advance(4ms); };
        f.lose(std::move(first));
        const auto failed = f.takeRequests();
        QCOMPARE(failed.size(), std::size_t{1});
        QVERIFY(!failed[0].storeUsable);
        QCOMPARE(failed[0].events.stamps[0].stored, f.clock.now());
        QCOMPARE(failed[0].events.stamps[0].stored - failed[0].events.stamps[0].storeStarted, std::chrono::nanoseconds(4ms));

        auto second = f.job(2);
        f.addEvent(*second, "b", 1ms, true);
        QVERIFY(f.handle(std::move(second)));
        const auto unsent = f.takeRequests();
        QCOMPARE(unsent.size(), std::size_t{1});
        QVERIFY(!unsent[0].storeUsable);
        QCOMPARE(unsent[0].events.stamps[0].stored, f.clock.now());
    }

    void asksTheStoreAtItsPace()
    {
        StoreWriterFixture f;
        f.lose(f.job(1));
        f.clock.advance(9ms);
        QVERIFY(!QTest::qWaitFor([&f] { return f.status.phase == StorePhase::Recovering; }, 100));
        f.clock.advance(1ms);
        QTRY_COMPARE(f.status.phase.load(), StorePhase::Recovering);
        QCOMPARE(f.incidentKinds(), std::string("store away, store back"));
    }

    // Or it would hold nothing until the next event comes.
    void aLossIsFoundOutWithoutTraffic()
    {
        StoreWriterFixture emptied(1000, 200ms);
        QVERIFY(emptied.handle(emptied.job(1)));
        emptied.store = FakeFeatureStore();
        QCOMPARE(emptied.input.weight(), std::size_t{0}); // its lock: the writer sees what stands above
        QTRY_COMPARE(emptied.status.phase.load(), StorePhase::Away);
        QVERIFY(emptied.letItBeProbed());
        QVERIFY(emptied.status.lostValues);

        StoreWriterFixture silent(1000, 200ms);
        QVERIFY(silent.handle(silent.job(1)));
        silent.store.mode = FakeFeatureStore::Mode::Away;
        QCOMPARE(silent.input.weight(), std::size_t{0});
        QTRY_COMPARE(silent.status.phase.load(), StorePhase::Away);
    }

    void saysWhetherTheStoreLostItsValues()
    {
        StoreWriterFixture f;
        QVERIFY(f.handle(f.job(1)));
        f.lose(f.job(2));
        QVERIFY(f.letItBeProbed());
        QVERIFY(!f.status.lostValues);

        StoreWriterFixture emptied;
        QVERIFY(emptied.handle(emptied.job(1)));
        emptied.lose(emptied.job(2));
        emptied.store = FakeFeatureStore();
        QVERIFY(emptied.letItBeProbed());
        QVERIFY(emptied.status.lostValues);
    }

    // A job that was made before the loss may lack what another, failed one held.
    void jobFromBeforeTheLossIsNotWritten()
    {
        StoreWriterFixture f;
        auto old = f.job(2);
        f.lose(f.job(1));
        QVERIFY(f.letItBeProbed());
        const auto back = f.handle(std::move(old));
        QVERIFY(back && back->failed);
        QVERIFY(!f.holds("k2"));
        const auto fresh = f.handle(f.job(3, Rule::Leave));
        QVERIFY(fresh && !fresh->failed);
        QVERIFY(f.holds("k3"));
    }

    void outageEndsWithTheJobThatSaysSo()
    {
        StoreWriterFixture f;
        QVERIFY(f.handle(f.job(1)));
        f.lose(f.job(2));
        QVERIFY(f.letItBeProbed());
        QVERIFY(f.handle(f.job(3, Rule::Leave)));
        QCOMPARE(f.status.phase.load(), StorePhase::Recovering);
        QCOMPARE(f.position(), std::uint64_t{1});
        auto last = f.job(4, Rule::Set);
        last->batches[0].clear(); // nothing is left to write: the position must go all the same
        last->endsRecovery = true;
        QVERIFY(f.handle(std::move(last)));
        QCOMPARE(f.status.phase.load(), StorePhase::Up);
        QCOMPARE(f.position(), std::uint64_t{4});
        QCOMPARE(f.incidentKinds(), std::string("store away, store back, store recovered"));
    }

    void eventsOfTheOutageSettleWhenItHasEnded()
    {
        StoreWriterFixture f;
        auto failed = f.job(1);
        f.addEvent(*failed, "a");
        f.lose(std::move(failed));
        auto unsent = f.job(2);
        f.addEvent(*unsent, "b");
        QVERIFY(f.handle(std::move(unsent)));
        QVERIFY(f.letItBeProbed()); // 10 ms
        QCOMPARE(f.freshness().count(), std::uint64_t{0});
        f.clock.advance(30ms);
        auto last = f.job(3, Rule::Set);
        last->endsRecovery = true;
        QVERIFY(f.handle(std::move(last)));
        const auto freshness = f.freshness();
        QCOMPARE(freshness.count(), std::uint64_t{2});
        QCOMPARE(freshness.min(), std::chrono::nanoseconds(40ms));
        QCOMPARE(f.writer.notMeasured(), std::uint64_t{0});
    }

    void lossDuringTheRecoveryStartsItAgain()
    {
        StoreWriterFixture f;
        f.lose(f.job(1));
        QVERIFY(f.letItBeProbed());
        auto last = f.job(2, Rule::Set);
        last->endsRecovery = true;
        f.lose(std::move(last));
        QCOMPARE(f.status.phase.load(), StorePhase::Away);
        QCOMPARE(f.status.recovery.load(), std::uint64_t{2});
        QVERIFY(f.letItBeProbed());
        QCOMPARE(f.incidentKinds(), std::string("store away x2, store back x2"));
    }

    void countsWhatItCannotMeasure()
    {
        StoreWriterFixture f(2);
        auto job = f.job(1);
        for (const char* id : {"a", "b", "c"}) f.addEvent(*job, id);
        f.lose(std::move(job));
        QCOMPARE(f.writer.notMeasured(), std::uint64_t{1}); // no room for it
        f.input.close();
        f.writer.join();
        QCOMPARE(f.writer.notMeasured(), std::uint64_t{3}); // the store never came back
    }
};

QTEST_GUILESS_MAIN(StoreOutageTest)
#include "store_outage_test.moc"
