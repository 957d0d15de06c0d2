// SPDX-License-Identifier: Apache-2.0
// What telemetry costs the threads that record it: CPU per stage duration, per event, per trace asked for.
#include <cstdio>
#include <random>
#include <vector>

#include "pipeline/telemetry/latency_recorder.h"
#include "pipeline/telemetry/trace_reservoir.h"
#include "tests/bench/bench_figures.h"

namespace {

using namespace tailrace;
using namespace tailrace::telemetry;

constexpr std::size_t Events = 1U << 15;
constexpr std::size_t BatchSize = 256;
constexpr double TargetNanos = 5.0;

// Lives of about 3 ms, batched behind the fetch like the worker's: one stamp for a batch's store call.
std::vector<EventStamps> someEvents()
{
    std::mt19937_64 random(5);
    std::lognormal_distribution step(12.5, 0.9);
    const auto later = [&](Stamp stamp) { return stamp + std::chrono::nanoseconds(static_cast<std::int64_t>(step(random))); };
    std::vector<EventStamps> events(Events);
    for (std::size_t i = 0; i < Events; ++i) {
        EventStamps& s = events[i];
        s.due = fromNanos(static_cast<std::int64_t>(i) * 50'000);
        s.collectStarted = later(s.due);
        s.durable = later(s.collectStarted);
        s.produceStarted = later(s.durable);
        s.collected = later(s.produceStarted);
        s.sessionizeStarted = later(s.collected);
        s.computed = s.sessionizeStarted + std::chrono::nanoseconds(700 + random() % 3000);
        const EventStamps& first = events[i - i % BatchSize];
        s.storeStarted = i % BatchSize == 0 ? later(s.computed) : first.storeStarted;
        s.stored = i % BatchSize == 0 ? later(s.storeStarted) : first.stored;
        monotone(s, false);
        s.recommendStarted = later(s.stored);
        s.responded = later(s.recommendStarted);
        s.renderStarted = later(s.responded);
        s.rendered = later(s.renderStarted);
    }
    return events;
}

double oneDuration(const std::vector<EventStamps>& events, double seconds)
{
    Histogram histogram;
    return bench::nanosPerItem(
        [&] {
            for (const EventStamps& s : events) histogram.record(s.collected - s.due);
            return events.size();
        },
        seconds);
}

double recording(LatencyRecorder& recorder, const std::vector<EventStamps>& events, double seconds, bool rendered)
{
    return bench::nanosPerItem(
        [&] {
            const std::span all(events);
            for (std::size_t i = 0; i < all.size(); i += BatchSize) {
                const auto batch = all.subspan(i, BatchSize);
                rendered ? recorder.recordRendered(batch) : recorder.recordStored(batch);
            }
            return events.size();
        },
        seconds);
}

double askingForTraces(const std::vector<EventStamps>& events, double seconds)
{
    TraceReservoir reservoir(50, 1);
    Trace trace;
    return bench::nanosPerItem(
        [&] {
            for (std::size_t i = 0; i < events.size(); i += BatchSize) {
                auto offer = reservoir.open();
                for (std::size_t k = i; k < i + BatchSize; ++k) {
                    trace.stamps = events[k];
                    if (const auto interest = offer.wants(false, trace.life())) offer.keep(trace, interest);
                }
            }
            return events.size();
        },
        seconds);
}

void print(const char* what, double nanos) { std::printf("%-52s %8.2f ns  %12.0f per CPU-second\n", what, nanos, 1e9 / nanos); }

} // namespace

int main()
{
    const double seconds = bench::secondsPerFigure(2.0);
    const auto events = someEvents();
    const double duration = oneDuration(events, seconds);
    print("record one stage duration, given the stamps", duration);
    std::printf("%-52s %8.2f ns  %s\n", "  target: below", TargetNanos, duration < TargetNanos ? "met" : "missed");

    LatencyRecorder recorder;
    print("recordStored, per event (7 histograms)", recording(recorder, events, seconds, false));
    print("recordRendered, per request (11 histograms)", recording(recorder, events, seconds, true));
    LatencyRecorder grouping({{"process", StageSet("01010")}, {"govern", StageSet("10100")}});
    print("the same with two groups (15 histograms)", recording(grouping, events, seconds, true));
    print("ask for a trace, per event", askingForTraces(events, seconds));
    recorder.setEnabled(false);
    print("recordStored, switched off", recording(recorder, events, seconds, false));
    return 0;
}
