// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <mutex>

#include "pipeline/runtime/shard_counts.h"

namespace tailrace::runtime {

// Counted where it happens, by one worker.
struct WorkerCounts {
    std::uint64_t decided = 0; // sequences, over all its partitions: events, handovers, retractions
    ShardCounts shards;
    std::uint64_t foreign = 0;   // records on the topic that this journal did not write
    std::uint64_t repeats = 0;   // deliveries of a sequence that was decided already
    std::uint64_t shoppers = 0;  // held now
    std::uint64_t waiting = 0;   // events whose values are not on their way to the store yet
    std::uint64_t coalesced = 0; // events whose values waited for those of later ones

    WorkerCounts& operator+=(const WorkerCounts& other)
    {
        decided += other.decided;
        shards += other.shards;
        foreign += other.foreign;
        repeats += other.repeats;
        shoppers += other.shoppers;
        waiting += other.waiting;
        coalesced += other.coalesced;
        return *this;
    }
    std::uint64_t decidedEvents() const { return decided - shards.handovers - shards.retractions - shards.unreadMoves; }
};

// The counts as of a worker's last batch: consistent in themselves. Thread-safe.
class WorkerCountsCell {
public:
    void publish(const WorkerCounts& counts)
    {
        const std::lock_guard lock(m_mutex);
        m_counts = counts;
    }
    WorkerCounts read() const
    {
        const std::lock_guard lock(m_mutex);
        return m_counts;
    }

private:
    mutable std::mutex m_mutex; // guards m_counts
    WorkerCounts m_counts;
};

} // namespace tailrace::runtime
