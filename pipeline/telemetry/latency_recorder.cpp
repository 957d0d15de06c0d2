// SPDX-License-Identifier: Apache-2.0
#include "pipeline/telemetry/latency_recorder.h"

#include <string>

namespace tailrace::telemetry {
struct LatencyRecorder::Buffer {
    struct StageHistograms {
        Histogram whole;
        Histogram waiting;

        void record(const StageTime& time)
        {
            whole.record(time.total());
            waiting.record(time.waiting);
        }
    };

    std::array<StageHistograms, StagesOfAll> all;
    std::array<StageHistograms, StageCount> requests;
    Histogram freshness, uncorrectedFreshness;
    Histogram total, uncorrectedTotal;

    // Moves everything to `out` in its own size, and is empty afterwards with its memory kept.
    void drainInto(Series& out)
    {
        for (std::size_t i = 0; i < all.size(); ++i) drain(all[i], static_cast<Stage>(i), Population::All, out);
        for (std::size_t i = 0; i < requests.size(); ++i) drain(requests[i], static_cast<Stage>(i), Population::Requests, out);
        drain(freshness, FreshnessKey, out);
        drain(uncorrectedFreshness, UncorrectedFreshnessKey, out);
        drain(total, TotalKey, out);
        drain(uncorrectedTotal, UncorrectedTotalKey, out);
    }

private:
    static void drain(StageHistograms& stage, Stage which, Population population, Series& out)
    {
        drain(stage.whole, seriesKey(which, population), out);
        drain(stage.waiting, seriesKey(which, population, Share::Waiting), out);
    }

    static void drain(Histogram& histogram, const std::string& key, Series& out)
    {
        if (histogram.count() == 0) return;
        out[key].merge(histogram);
        histogram.clear();
    }
};

LatencyRecorder::LatencyRecorder() : m_active(std::make_unique<Buffer>()), m_spare(std::make_unique<Buffer>()) {}

LatencyRecorder::~LatencyRecorder() = default;

void LatencyRecorder::recordStored(std::span<const EventStamps> events) { record(events, true, true); }

void LatencyRecorder::recordComputed(std::span<const EventStamps> events) { record(events, true, false); }

void LatencyRecorder::recordWritten(std::span<const EventStamps> events) { record(events, false, true); }

void LatencyRecorder::record(std::span<const EventStamps> events, bool computed, bool written)
{
    constexpr auto Store = static_cast<std::size_t>(Stage::Store);
    static_assert(Store + 1 == StagesOfAll);
    if (events.empty() || !isEnabled()) return;
    const std::lock_guard lock(m_mutex);
    Buffer& buffer = *m_active;
    for (const EventStamps& stamps : events) {
        const auto times = stageTimes(stamps);
        for (std::size_t i = computed ? 0 : Store; i < (written ? StagesOfAll : Store); ++i) buffer.all[i].record(times[i]);
        if (!written) continue;
        buffer.freshness.record(stamps.stored - stamps.due);
        buffer.uncorrectedFreshness.record(stamps.stored - offeredOrDue(stamps));
    }
}

void LatencyRecorder::recordRendered(std::span<const EventStamps> requests)
{
    if (requests.empty() || !isEnabled()) return;
    const std::lock_guard lock(m_mutex);
    Buffer& buffer = *m_active;
    for (const EventStamps& stamps : requests) {
        const auto times = stageTimes(stamps);
        for (std::size_t i = 0; i < StageCount; ++i) buffer.requests[i].record(times[i]);
        buffer.total.record(stamps.rendered - stamps.due);
        buffer.uncorrectedTotal.record(stamps.rendered - offeredOrDue(stamps));
    }
}

Series LatencyRecorder::collect()
{
    const std::lock_guard collecting(m_collecting);
    {
        const std::lock_guard lock(m_mutex);
        m_active.swap(m_spare);
    }
    Series series;
    m_spare->drainInto(series);
    return series;
}

} // namespace tailrace::telemetry
