// SPDX-License-Identifier: Apache-2.0
#include "pipeline/telemetry/trace_reservoir.h"

#include <QtTest/QtTest>

#include <algorithm>
#include <atomic>
#include <thread>

using namespace std::chrono_literals;
using namespace tailrace;
using namespace tailrace::telemetry;

namespace {

Trace traceOf(bool request, std::uint64_t sequence, std::chrono::nanoseconds life)
{
    Trace trace;
    trace.request = request;
    trace.sequence = sequence;
    trace.stamps.due = fromNanos(0);
    (request ? trace.stamps.rendered : trace.stamps.stored) = fromNanos(life.count());
    return trace;
}

void offer(TraceReservoir& reservoir, bool request, std::uint64_t sequence, std::chrono::nanoseconds life)
{
    auto open = reservoir.open();
    if (const auto interest = open.wants(request, life)) open.keep(traceOf(request, sequence, life), interest);
}

} // namespace

class TraceReservoirTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keepsThePopulationsApart()
    {
        TraceReservoir reservoir(5, 1);
        for (std::uint64_t i = 0; i < 100; ++i) offer(reservoir, false, i, 1ms);
        offer(reservoir, true, 1000, 2us); // far faster than the others, and yet the slowest request
        const TraceSamples samples = reservoir.take();
        QCOMPARE(samples.requests.seen(), 1U);
        QCOMPARE(samples.others.seen(), 100U);
        QCOMPARE(samples.requests.traces().size(), std::size_t{1});
        QCOMPARE(samples.requests.traces()[0].sequence, 1000U);
    }

    void takeSwapsOutWhatGathered()
    {
        TraceReservoir reservoir(5, 1);
        offer(reservoir, false, 1, 9ms);
        QCOMPARE(reservoir.take().others.seen(), 1U);
        QCOMPARE(reservoir.take().others.seen(), 0U);
        offer(reservoir, false, 2, 1ms);
        const auto traces = reservoir.take().traces(10);
        QCOMPARE(traces.size(), std::size_t{1});
        QCOMPARE(traces[0].sequence, 2U);
    }

    void limitsTheRowsAndSharesTheRoom_data()
    {
        QTest::addColumn<int>("requests");
        QTest::addColumn<int>("others");
        QTest::addColumn<int>("shownRequests");
        QTest::addColumn<int>("shownOthers");
        QTest::newRow("both plenty") << 60 << 60 << 20 << 20;
        QTest::newRow("few requests") << 3 << 60 << 3 << 37;
        QTest::newRow("few others") << 60 << 3 << 37 << 3;
        QTest::newRow("all fit") << 10 << 12 << 10 << 12;
        QTest::newRow("none") << 0 << 0 << 0 << 0;
    }

    void limitsTheRowsAndSharesTheRoom()
    {
        QFETCH(int, requests);
        QFETCH(int, others);
        TraceReservoir reservoir(100, 1);
        std::uint64_t sequence = 0;
        for (int i = 0; i < requests; ++i) offer(reservoir, true, sequence++, 1ms);
        for (int i = 0; i < others; ++i) offer(reservoir, false, sequence++, 1ms);
        const auto traces = reservoir.take().traces(40);
        const auto shown = std::count_if(traces.begin(), traces.end(), [](const Trace& t) { return t.request; });
        QTEST(static_cast<int>(shown), "shownRequests");
        QTEST(static_cast<int>(traces.size()) - static_cast<int>(shown), "shownOthers");
    }

    void concurrentOffersAndTakesCountEveryEvent()
    {
        constexpr std::uint64_t Events = 50'000;
        TraceReservoir reservoir(20, 1);
        std::atomic<bool> done{false};
        std::jthread pipeline([&] {
            for (std::uint64_t i = 0; i < Events; ++i) offer(reservoir, i % 10 == 0, i, std::chrono::microseconds(i));
            done = true;
        });
        TraceSamples run(20, 99);
        while (!done) run.merge(reservoir.take());
        pipeline.join();
        run.merge(reservoir.take());
        QCOMPARE(run.requests.seen() + run.others.seen(), Events);
        QCOMPARE(run.others.traces().front().sequence, Events - 1);
        QCOMPARE(run.requests.traces().front().sequence, Events - 10);
    }
};

QTEST_GUILESS_MAIN(TraceReservoirTest)
#include "trace_reservoir_test.moc"
