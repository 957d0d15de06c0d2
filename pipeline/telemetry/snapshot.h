// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "pipeline/base/clock.h"
#include "pipeline/telemetry/ledger.h"
#include "pipeline/telemetry/partition_lag.h"
#include "pipeline/telemetry/series.h"
#include "pipeline/telemetry/trace.h"

namespace tailrace::telemetry {

// A server that the pipeline leans on, as far as the pipeline can tell.
struct ServerState {
    enum class State : std::uint8_t { Starting, Up, Away, Recovering };

    State state = State::Starting;
    std::string sentence; // "Redis does not answer since 14:03:07; shoppers are marked for rewriting"
};

// Something that happened to a run, as its record keeps it.
struct IncidentNote {
    double atSeconds = 0; // since the run's start
    std::string kind;     // "redis away"
    std::string text;     // a sentence
};
using IncidentNotes = std::vector<IncidentNote>;

// The state of a run at one moment, as programs show it. Immutable once published.
struct Snapshot {
    static constexpr std::size_t MaximumTraces = 200;

    std::uint64_t sequence = 0; // grows with each snapshot of a run
    Stamp at{};
    double secondsSinceStart = 0;
    Series cumulative; // since the run's start
    Series lastSecond;
    std::uint64_t closedSeconds = 0; // of the run; `lastSecond` is the last of them
    Ledger ledger;                   // cumulative
    double offeredPerSecond = 0;
    double appliedPerSecond = 0;
    std::uint64_t lagEvents = 0;
    double lagSeconds = 0;
    PartitionLags partitionLag;
    std::map<std::string, double> queueFill; // name -> 0..1
    std::vector<Trace> traces;               // at most MaximumTraces
    // So far, never null. Snapshots share the list until there are more.
    std::shared_ptr<const IncidentNotes> incidents = std::make_shared<const IncidentNotes>();
    ServerState kafka;
    ServerState redis;
};

// The hand-over of snapshots from the pipeline to whoever shows them. Thread-safe; a reader keeps what it has read for
// as long as it likes. A mutex, because std::atomic<std::shared_ptr> of g++ 12 is reported by ThreadSanitizer.
class SnapshotCell {
public:
    void publish(std::shared_ptr<const Snapshot> snapshot)
    {
        // Swapped, not assigned: the old snapshot is destroyed after the lock is released.
        const std::lock_guard lock(m_mutex);
        m_snapshot.swap(snapshot);
    }

    // Null before the first publish.
    std::shared_ptr<const Snapshot> read() const
    {
        const std::lock_guard lock(m_mutex);
        return m_snapshot;
    }

private:
    mutable std::mutex m_mutex; // guards m_snapshot
    std::shared_ptr<const Snapshot> m_snapshot;
};

} // namespace tailrace::telemetry
