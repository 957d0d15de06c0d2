// SPDX-License-Identifier: Apache-2.0
#include <QtTest>
#include <atomic>
#include <cmath>
#include <malloc.h>
#include <random>

#include "pipeline/runtime/run_monitor.h"
#include "tests/support/manual_clock.h"

using namespace tailrace;
using namespace tailrace::runtime;
using namespace std::chrono_literals;

namespace {

class WatchedClock final : public test::ManualClock {
public:
    Stamp now() const override
    {
        ++reads;
        return ManualClock::now();
    }
    mutable std::atomic<int> reads{0};
};

// What this process has taken from malloc and not given back. Under a sanitizer, whose heap is another, this does not move.
std::size_t heapInUse()
{
    const auto info = ::mallinfo2();
    return info.uordblks + info.hblkhd;
}

// What histograms take while they are recorded into: a count for each slot as far as the longest value.
std::size_t denseBytes(const telemetry::Series& series)
{
    std::size_t bytes = 0;
    for (const auto& [key, histogram] : series)
        bytes += telemetry::Histogram::slotOf(static_cast<std::uint64_t>(histogram.max().count())) * sizeof(std::uint64_t);
    return bytes;
}

} // namespace

// Time stands still unless a test moves it: so does the monitor, but for what it gathers when it is stopped.
class RunMonitorTest : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        m_offered = m_applied = 0;
        m_inOffered = nullptr;
        m_clock = std::make_unique<WatchedClock>();
        m_latency = std::make_unique<telemetry::LatencyRecorder>();
        m_traces = std::make_unique<telemetry::TraceReservoir>(10, 1);
        m_incidents = std::make_unique<IncidentLog>();
        make();
    }
    void make()
    {
        RunMonitor::Sources sources{.latency = {m_latency.get()},
            .traces = {m_traces.get()},
            .ledger = [this] { return ledger(); },
            .gauges = [](telemetry::Snapshot& snapshot) { snapshot.lagEvents = 42; },
            .sparse = {},
            .offered = [this] { return offered(); }};
        m_monitor = std::make_unique<RunMonitor>(std::move(sources), *m_incidents, *m_clock, m_clock->now(), 1);
    }
    void cleanup() { m_monitor.reset(); }

    void publishesNothingBeforeItStarts() { QVERIFY(m_monitor->cell().read() == nullptr); }

    void snapshotHoldsWhatTheSourcesSay()
    {
        store(3);
        m_applied = 3;
        start();
        const auto first = tick();
        QCOMPARE(first->sequence, std::uint64_t{1});
        QCOMPARE(first->secondsSinceStart, 0.1);
        QCOMPARE(first->cumulative.at("freshness").count(), std::uint64_t{3});
        QVERIFY(first->lastSecond.empty()); // it is not over
        QCOMPARE(first->ledger.applied, std::uint64_t{3});
        QCOMPARE(first->lagEvents, std::uint64_t{42});
        QCOMPARE(first->traces.size(), std::size_t{1});
    }

    void readerKeepsItsSnapshot()
    {
        start();
        const auto before = tick();
        store(1);
        const auto after = tick();
        QCOMPARE(after->sequence, before->sequence + 1);
        QVERIFY(before->cumulative.empty());
        QCOMPARE(after->cumulative.at("freshness").count(), std::uint64_t{1});
    }

    void secondsEndAndSayTheirRates()
    {
        start();
        store(5);
        m_offered = 300;
        m_applied = 200;
        for (int i = 0; i < 9; ++i) QCOMPARE(tick()->appliedPerSecond, 0.0);
        const auto end = tick();
        QCOMPARE(end->offeredPerSecond, 300.0);
        QCOMPARE(end->appliedPerSecond, 200.0);
        QCOMPARE(end->lastSecond.at("freshness").count(), std::uint64_t{5});
        for (int i = 0; i < 10; ++i) tick();
        const auto quiet = m_monitor->cell().read();
        QCOMPARE(quiet->appliedPerSecond, 0.0);
        QVERIFY(quiet->lastSecond.empty());
        QCOMPARE(quiet->cumulative.at("freshness").count(), std::uint64_t{5});
    }

    // What was applied before it is there, such as a generated past, is no rate of the first second.
    void whatWasBeforeIsNoRate()
    {
        m_applied = 100'000;
        make();
        start();
        m_applied = 100'200;
        for (int i = 0; i < 10; ++i) tick();
        const auto end = m_monitor->cell().read();
        QCOMPARE(end->appliedPerSecond, 200.0);
        QCOMPARE(end->ledger.applied, std::uint64_t{100'200});
    }

    void recordHoldsTheSecondsAndTheirSum()
    {
        start();
        store(5);
        m_applied = 5;
        for (int i = 0; i < 10; ++i) tick();
        store(2);
        m_applied = 7;
        m_incidents->add(m_clock->now(), "redis restarted", "words");
        m_clock->advance(20ms);
        m_monitor->stop();
        const report::RunRecord record = filled();
        QCOMPARE(record.seconds.size(), std::size_t{2});
        QCOMPARE(record.seconds[0].series.find("freshness")->count(), std::uint64_t{5});
        QCOMPARE(record.seconds[1].second, 1);
        QCOMPARE(record.seconds[1].series.find("freshness")->count(), std::uint64_t{2});
        QCOMPARE(record.seconds[1].ledger.applied, std::uint64_t{7});
        QCOMPARE(record.series.at("freshness").count(), std::uint64_t{7});
        QCOMPARE(record.ledger.applied, std::uint64_t{7});
        QCOMPARE(record.incidents.size(), std::size_t{1});
        QCOMPARE(record.incidents[0].atSeconds, 1.0);
        QCOMPARE(record.incidents[0].kind, std::string("redis restarted"));
    }

    // A run may last a day, and keeps every second of it: at this most, 350 MB.
    void closedSecondsTakeLittleMemory()
    {
        constexpr std::size_t Most = 4096, Seconds = 3;
        start();
        for (std::size_t i = 0; i < Seconds; ++i) secondOfTraffic();
        const std::size_t dense = denseBytes(m_monitor->cell().read()->lastSecond);
        QVERIFY2(dense > 10 * Most, qPrintable(QString("these seconds prove little: %1 bytes").arg(dense)));
        m_monitor->stop();
        const report::RunRecord record = filled();
        QVERIFY(record.seconds.size() >= Seconds);
        for (std::size_t i = 0; i < Seconds; ++i) QCOMPARE(record.seconds[i].series.find("freshness")->count(), std::uint64_t{50});
        const std::size_t before = heapInUse();
        const std::vector<report::SecondRecord> again = record.seconds; // no other thread is left that takes memory
        const std::size_t each = (heapInUse() - before) / again.size();
        QVERIFY2(each < Most, qPrintable(QString("%1 bytes for each second").arg(each)));
        qInfo("%zu bytes for each second, %zu if it were kept as recorded", each, dense);
    }

    void snapshotsShareTheIncidentsUntilThereAreMore()
    {
        start();
        QVERIFY(tick()->incidents->empty());
        m_incidents->add(m_clock->now(), "redis away", "words");
        const auto first = tick();
        const auto second = tick();
        QCOMPARE(first->incidents->size(), std::size_t{1});
        QVERIFY(first->incidents == second->incidents);
        m_incidents->add(m_clock->now() - 1s, "broker restarted", "known later"); // stands before the other
        const auto third = tick();
        QCOMPARE(third->incidents->size(), std::size_t{2});
        QCOMPARE(third->incidents->front().kind, std::string("broker restarted"));
        QCOMPARE(second->incidents->size(), std::size_t{1});
    }

    // Stopped while it gathers: what was measured after that reading belongs to the record all the same.
    void gathersOnceMoreWhenItIsStopped()
    {
        std::atomic<bool> closing{false};
        m_inOffered = [&] {
            if (closing.exchange(true)) return;
            store(1);           // after this round's reading
            QTest::qSleep(100); // stop() is called meanwhile
        };
        start();
        m_clock->advance(1s);
        QTRY_VERIFY(closing);
        m_monitor->stop();
        QCOMPARE(filled().series["freshness"].count(), std::uint64_t{1});
    }

    void stopsOnce()
    {
        start();
        store(1);
        m_monitor->stop();
        const auto sequence = m_monitor->cell().read()->sequence;
        m_monitor->stop();
        QCOMPARE(m_monitor->cell().read()->sequence, sequence);
        QCOMPARE(filled().seconds.size(), std::size_t{1});
    }

private:
    void start()
    {
        const int before = m_clock->reads;
        m_monitor->start();
        QTRY_VERIFY(m_clock->reads > before + 1); // its first tick counts from here on
    }
    void store(std::size_t events)
    {
        telemetry::EventStamps stamps;
        for (Stamp* stamp : {&stamps.due, &stamps.collectStarted, &stamps.durable, &stamps.produceStarted, &stamps.collected,
                 &stamps.sessionizeStarted, &stamps.computed, &stamps.storeStarted})
            *stamp = fromNanos(1'000'000);
        stamps.stored = fromNanos(3'000'000);
        m_latency->recordStored(std::vector<telemetry::EventStamps>(events, stamps));
        auto offer = m_traces->open();
        telemetry::Trace trace;
        trace.stamps = stamps;
        if (const auto interest = offer.wants(false, trace.life())) offer.keep(trace, interest);
    }
    // 50 events, five of them requests, as a quiet run has them in a second.
    void secondOfTraffic()
    {
        std::lognormal_distribution ms(1.0, 0.9);
        std::vector<telemetry::EventStamps> events(50);
        for (telemetry::EventStamps& s : events) {
            Stamp at = m_clock->now();
            for (Stamp* stamp : {&s.due, &s.offered, &s.collectStarted, &s.durable, &s.produceStarted, &s.collected, &s.sessionizeStarted,
                     &s.computed, &s.storeStarted, &s.stored, &s.recommendStarted, &s.responded, &s.renderStarted, &s.rendered})
                *stamp = at += std::chrono::nanoseconds(std::llround(ms(m_random) * 1e6));
        }
        m_latency->recordStored(events);
        m_latency->recordRendered(std::span(events).first(5));
        for (int i = 0; i < 10; ++i) tick();
    }
    // The snapshot of the next tick.
    std::shared_ptr<const telemetry::Snapshot> tick()
    {
        const auto before = m_monitor->cell().read();
        const std::uint64_t sequence = before ? before->sequence : 0;
        m_clock->advance(100ms);
        const auto newer = [&] {
            const auto now = m_monitor->cell().read();
            return now && now->sequence > sequence;
        };
        if (!QTest::qWaitFor(newer)) qFatal("the monitor does not gather");
        return m_monitor->cell().read();
    }
    report::RunRecord filled() const
    {
        report::RunRecord record;
        m_monitor->fill(record);
        return record;
    }
    telemetry::Ledger ledger() const
    {
        telemetry::Ledger ledger;
        ledger.applied = m_applied;
        return ledger;
    }
    std::uint64_t offered() const
    {
        if (m_inOffered) m_inOffered();
        return m_offered;
    }

    std::atomic<std::uint64_t> m_offered{0};
    std::atomic<std::uint64_t> m_applied{0};
    std::function<void()> m_inOffered;
    std::mt19937_64 m_random{5};
    std::unique_ptr<WatchedClock> m_clock;
    std::unique_ptr<telemetry::LatencyRecorder> m_latency;
    std::unique_ptr<telemetry::TraceReservoir> m_traces;
    std::unique_ptr<IncidentLog> m_incidents;
    std::unique_ptr<RunMonitor> m_monitor;
};

QTEST_GUILESS_MAIN(RunMonitorTest)
#include "run_monitor_test.moc"
