// SPDX-License-Identifier: Apache-2.0
#include "tests/pipeline/runtime/store_writer_fixture.h"

using namespace tailrace;
using namespace tailrace::runtime;
using namespace std::chrono_literals;
using tailrace::test::StoreWriterFixture;
using Rule = FeatureBatch::PositionRule;

// The writer while the store works. What it does without one: see StoreOutageTest.
class StoreWriterTest : public QObject {
    Q_OBJECT

private slots:
    void writesTheValuesAndThePosition()
    {
        StoreWriterFixture f;
        const auto back = f.handle(f.job(5));
        QVERIFY(back && !back->failed);
        QVERIFY(f.holds("k5"));
        QCOMPARE(f.position(), std::uint64_t{5});
        QCOMPARE(f.status.phase.load(), StorePhase::Up);
    }

    void eventsAreStoredWhenTheReplyIsHere()
    {
        StoreWriterFixture f;
        auto job = f.job(1);
        f.addEvent(*job, "a", 3ms);
        f.store.onWrite = [&f] { f.clock.advance(2ms); };
        const auto back = f.handle(std::move(job));
        QVERIFY(back);
        const auto& stamps = back->events.stamps[0];
        QCOMPARE(stamps.storeStarted, stamps.computed);
        QCOMPARE(stamps.stored - stamps.storeStarted, std::chrono::nanoseconds(2ms));
        const auto freshness = f.freshness();
        QCOMPARE(freshness.count(), std::uint64_t{1});
        QCOMPARE(freshness.max(), std::chrono::nanoseconds(5ms));
    }

    // Its values are written like any others; of its times nothing is kept, whether the store is there or not.
    void generatedPastIsWrittenAndNotMeasured()
    {
        StoreWriterFixture f;
        auto job = f.job(1);
        f.addEvent(*job, "a", 24h, false, true);
        f.addEvent(*job, "b", 3ms);
        f.addEvent(*job, "c", 23h, true, true);
        QCOMPARE(job->events.past(), std::size_t{2});
        const auto back = f.handle(std::move(job));
        QVERIFY(back && f.holds("k1"));
        const auto freshness = f.freshness();
        QCOMPARE(freshness.count(), std::uint64_t{1});
        QCOMPARE(freshness.max(), std::chrono::nanoseconds(3ms));
        QVERIFY(f.takeRequests().empty());
        auto lost = f.job(2);
        f.addEvent(*lost, "d", 22h, false, true);
        f.lose(std::move(lost));
        QVERIFY(f.latency.collect().empty());
    }

    void requestsGoOnOnceTheirClickIsStored()
    {
        StoreWriterFixture f;
        auto job = f.job(3);
        f.addEvent(*job, "a");
        f.addEvent(*job, "b", 0ms, true);
        f.addEvent(*job, "c", 0ms, true);
        bool early = false;
        f.store.onWrite = [&] {
            early = f.requests.weight() > 0;
            f.clock.advance(2ms);
        };
        QVERIFY(f.handle(std::move(job)));
        QVERIFY(!early);
        const auto batches = f.takeRequests();
        QCOMPARE(batches.size(), std::size_t{1});
        QVERIFY(batches[0].storeUsable);
        const EventRows& events = batches[0].events;
        QCOMPARE(events.rows.size(), std::size_t{2});
        QCOMPARE(events.id(events.rows[0]), std::string_view("b"));
        QCOMPARE(events.id(events.rows[1]), std::string_view("c"));
        QCOMPARE(events.shopper(events.rows[1]), std::string_view("ann"));
        QCOMPARE(events.stamps[0].stored, f.clock.now());
    }

    void batchesWithoutValuesAreNotSent()
    {
        StoreWriterFixture f;
        auto job = f.job(5);
        job->batches[0].clear();
        f.addEvent(*job, "a");
        const auto back = f.handle(std::move(job));
        QVERIFY(back && !back->failed);
        QCOMPARE(f.store.writeCalls, 0);
        QCOMPARE(f.freshness().count(), std::uint64_t{1}); // it changed nothing, so the store holds all that came of it
    }

    void positionIsLeftWhenTheBatchSaysSo()
    {
        StoreWriterFixture f;
        QVERIFY(f.handle(f.job(5)));
        QVERIFY(f.handle(f.job(9, Rule::Leave)));
        QVERIFY(f.holds("k9"));
        QCOMPARE(f.position(), std::uint64_t{5});
        QVERIFY(f.handle(f.job(3, Rule::Set)));
        QCOMPARE(f.position(), std::uint64_t{3});
    }

    void keepsTracesOfWhatAsksForNothing()
    {
        StoreWriterFixture f;
        auto job = f.job(1);
        f.addEvent(*job, "a", 3ms);
        f.addEvent(*job, "b", 3ms, true); // its trace is kept when it is rendered
        QVERIFY(f.handle(std::move(job)));
        const auto traces = f.traces.take().traces(10);
        QCOMPARE(traces.size(), std::size_t{1});
        QCOMPARE(traces[0].eventId, std::string("a"));
        QCOMPARE(traces[0].life(), std::chrono::nanoseconds(3ms));
    }

    void recordsNothingWhenTelemetryIsOff()
    {
        StoreWriterFixture f;
        f.latency.setEnabled(false);
        auto job = f.job(1);
        f.addEvent(*job, "a");
        f.addEvent(*job, "b", 0ms, true);
        QVERIFY(f.handle(std::move(job)));
        QVERIFY(f.latency.collect().empty());
        QVERIFY(f.traces.take().traces(10).empty());
        QCOMPARE(f.takeRequests().size(), std::size_t{1});
    }

    void worksOffWhatIsThereBeforeItEnds()
    {
        StoreWriterFixture f;
        for (std::uint64_t next = 1; next <= 3; ++next) f.input.push(f.job(next));
        f.input.close();
        f.writer.start();
        f.writer.join();
        QCOMPARE(f.position(), std::uint64_t{3});
        QCOMPARE(f.returned.weight(), std::size_t{3});
    }
};

QTEST_GUILESS_MAIN(StoreWriterTest)
#include "store_writer_test.moc"
