// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "pipeline/base/bounded_queue.h"
#include "pipeline/base/clock.h"
#include "pipeline/base/logger.h"
#include "pipeline/checkpoint/checkpoint_store.h"
#include "pipeline/enrich/table_snapshot.h"
#include "pipeline/runtime/incident_log.h"

namespace tailrace::runtime {

struct CheckpointerOptions {
    std::int32_t partitions = 4;
    // Between two parts of one partition; more when writing takes longer. Of an owner that changes all the time, each costs its whole state.
    std::chrono::milliseconds every{5000};
    std::chrono::milliseconds retryAfter{1000}; // a part that could not be written
};

// Asks the workers now and then for what has changed, one partition after the other, and writes it. A part that cannot be written is tried until it
// can; its partition is not asked meanwhile, and the workers go on. The snapshot of the product tables is kept beside them. One thread of its own, from start() to stop().
class Checkpointer {
public:
    // The references must outlive it; the tables' writer only until stop().
    Checkpointer(checkpoint::CheckpointStore& store, enrich::TableSnapshotWriter tables, IncidentLog& incidents, const Clock& clock,
        Logger logger, CheckpointerOptions options);
    ~Checkpointer();

    void start();
    void stop(); // idempotent; what is not written yet stays unwritten

    // For the worker that owns the partition, at the end of a batch: a part is to be begun, or continued.
    bool isWanted(Partition partition) const { return lane(partition).wanted.load(std::memory_order_acquire); }
    // It is finished.
    void give(checkpoint::CheckpointPart part);
    // Of what is written: the first frame that is not in it. Any thread.
    Sequence writtenNext(Partition partition) const { return Sequence(lane(partition).next.load(std::memory_order_acquire)); }

private:
    struct Lane {
        std::atomic<bool> wanted{false};
        std::atomic<std::uint64_t> next{0};
        bool underWay = false; // asked for, not written yet
        Stamp due{};           // to be asked for
    };
    Lane& lane(Partition partition) { return m_lanes[static_cast<std::size_t>(partition.value)]; }
    const Lane& lane(Partition partition) const { return m_lanes[static_cast<std::size_t>(partition.value)]; }

    void run(const std::stop_token& stop);
    void ask();
    Result<void> write(const checkpoint::CheckpointPart& part);
    void writeTables();
    void note(const std::optional<Error>& failure);

    checkpoint::CheckpointStore& m_store;
    enrich::TableSnapshotWriter m_tables; // the thread's own
    Stamp m_tablesDue{};                  // the thread's own
    std::optional<Error> m_tablesFailure; // of the last time; the thread's own
    IncidentLog& m_incidents;
    const Clock& m_clock;
    Logger m_logger;
    const CheckpointerOptions m_options;
    std::vector<Lane> m_lanes;
    BoundedQueue<checkpoint::CheckpointPart> m_queue{1'000'000}; // at most one part of each partition
    std::vector<checkpoint::CheckpointPart> m_parts;             // the thread's own: taken, not written yet
    bool m_fails = false;                                        // the thread's own
    std::jthread m_thread;                                       // last: it uses all of the above
};

} // namespace tailrace::runtime
