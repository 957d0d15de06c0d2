// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "pipeline/telemetry/event_stamps.h"
#include "pipeline/telemetry/series.h"
#include "pipeline/telemetry/stage_group.h"

namespace tailrace::telemetry {

// The latencies of one pipeline thread, every event, no sampling. That thread records whole batches (one lock per
// batch); another thread collects now and then and never holds the lock longer than a pointer swap takes.
class LatencyRecorder {
public:
    // Beside the stages, the sum of each event's own times in the stages of each group (see groupSeriesKey): as soon as all of them are over.
    explicit LatencyRecorder(const std::vector<StageGroup>& groups = {});
    ~LatencyRecorder();
    LatencyRecorder(const LatencyRecorder&) = delete;
    LatencyRecorder& operator=(const LatencyRecorder&) = delete;

    // Off: record*() return at once. What was recorded before can still be collected. Any thread.
    void setEnabled(bool enabled) { m_enabled.store(enabled, std::memory_order_relaxed); }
    bool isEnabled() const { return m_enabled.load(std::memory_order_relaxed); }

    // The recording thread. Stamps up to `stored`, of every event (requests too): stages 1 to 3 and freshness.
    void recordStored(std::span<const EventStamps> events);
    // The same in two parts, for events that wait for a store that is away: stages 1 and 2 now, stage 3 and freshness when they are stored.
    void recordComputed(std::span<const EventStamps> events);
    void recordWritten(std::span<const EventStamps> events);
    // The recording thread. All stamps, of requests once they are rendered: five stages of the requests, and total.
    void recordRendered(std::span<const EventStamps> requests);

    // The collecting thread (one at a time). What was recorded since the last call; keys without samples are absent.
    Series collect();

private:
    struct Buffer;
    void record(std::span<const EventStamps> events, bool computed, bool written);

    std::atomic<bool> m_enabled{true};
    std::mutex m_mutex; // guards m_active and what it points to
    std::unique_ptr<Buffer> m_active;
    std::mutex m_collecting;         // guards m_spare; taken before m_mutex
    std::unique_ptr<Buffer> m_spare; // empty between two collects, its memory warm for the next swap
};

} // namespace tailrace::telemetry
