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

    // When an event's times in all stages of a group are known.
    enum class Known { Computed, Written, Rendered };

    static Known knownAt(const StageGroup& group)
    {
        if (populationOf(group.stages) == Population::Requests) return Known::Rendered;
        return group.stages.test(static_cast<std::size_t>(Stage::Store)) ? Known::Written : Known::Computed;
    }

    struct GroupHistograms {
        std::string key, waitingKey;
        std::vector<std::size_t> stages;
        Known known;
        StageHistograms sum{};

        explicit GroupHistograms(const StageGroup& group)
            : key(groupSeriesKey(group.key)),
              waitingKey(groupSeriesKey(group.key, Share::Waiting)),
              known(knownAt(group))
        {
            for (std::size_t i = 0; i < StageCount; ++i)
                if (group.stages.test(i)) stages.push_back(i);
        }

        void record(const EventStamps& stamps)
        {
            const auto times = stageTimes(stamps);
            StageTime time;
            for (const std::size_t stage : stages) {
                time.waiting += times[stage].waiting;
                time.working += times[stage].working;
            }
            sum.record(time);
        }
    };

    explicit Buffer(const std::vector<StageGroup>& measured) : groups(measured.begin(), measured.end()) {}

    std::vector<GroupHistograms> groups;
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
        for (GroupHistograms& group : groups) {
            drain(group.sum.whole, group.key, out);
            drain(group.sum.waiting, group.waitingKey, out);
        }
    }

    // A pass of its own over the batch, so that a budget without groups costs the stages nothing.
    void recordGroups(std::span<const EventStamps> events, Known known)
    {
        for (GroupHistograms& group : groups)
            if (group.known == known)
                for (const EventStamps& stamps : events) group.record(stamps);
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

LatencyRecorder::LatencyRecorder(const std::vector<StageGroup>& groups)
    : m_active(std::make_unique<Buffer>(groups)),
      m_spare(std::make_unique<Buffer>(groups))
{}

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
    if (computed) buffer.recordGroups(events, Buffer::Known::Computed);
    if (written) buffer.recordGroups(events, Buffer::Known::Written);
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
    buffer.recordGroups(requests, Buffer::Known::Rendered);
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
