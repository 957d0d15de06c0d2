// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <future>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

#include "pipeline/base/bounded_queue.h"
#include "pipeline/base/clock.h"
#include "pipeline/base/logger.h"
#include "pipeline/collector/intake.h"
#include "pipeline/journal/journal_writer.h"
#include "pipeline/ports/collector_port.h"

namespace tailrace::collector {

// Consistent in themselves: received = malformed + accepted.
struct CollectedCounts {
    std::uint64_t received = 0;  // durable, hence acknowledged
    std::uint64_t malformed = 0; // in the dead letters
    std::uint64_t accepted = 0;
    std::uint64_t moved = 0; // accepted events that were given to another owner, counted each time; two frames each

    // What the partitions hold: each move is a handover and a retraction.
    std::uint64_t frames() const { return accepted + 2 * moved; }
};

struct CollectorOptions {
    PartitionOf partitionOf = nullptr;             // required
    std::size_t queueBytes = std::size_t{8} << 20; // of texts waiting; then submit() refuses. As much again of refused ones
    std::size_t groupBytes = std::size_t{1} << 20; // a journal group is closed at the first batch that reaches this
    std::chrono::milliseconds tickEvery{1000};     // while nothing is accepted
    sessionize::SessionRules rules{};              // what connects a visitor's events, and when their owner is final
    bool stitch = true;                            // a visitor's events go over to the user who logs in
};

// A place in the journal behind which the engine's state is asked for: the mark is the last frame of its group, so no frame that
// belongs to others stands on both sides.
struct CutMark {
    journal::JournalPosition position{}; // behind the mark
    EventTime watermark{};               // W there; the mark does not move it
    std::vector<Sequence> next;          // by partition: of the first frame behind the mark
    std::uint64_t accepted = 0;          // events before it
};

// Hears of events on their way to their readers. Called on the collector's thread: must not block.
class CollectedListener {
public:
    virtual ~CollectedListener() = default;
    // `count` events of a partition, from `first` on, have reached the disk. Comes before any reader can see them.
    virtual void durable(Partition partition, Sequence first, std::uint32_t count, Stamp durable) = 0;
    // Everything below `position`, ticks and dead letters included, can be read.
    virtual void committed(journal::JournalPosition position) = 0;
    // A mark is on the disk. Comes before any reader can see what stands behind it.
    virtual void cutMarked(const CutMark&) {}
};

struct CollectorStatus : CollectedCounts {
    std::uint64_t refused = 0; // not taken, or taken and handed back; the client tries again
    std::uint64_t groups = 0;
    std::uint64_t lastGroup = 0; // texts in it
    bool storing = true;         // false: the journal refused the last group
    std::size_t unsettled = 0;   // batches taken, and neither acknowledged nor handed back yet
    std::size_t queuedBytes = 0;
    std::size_t queueLimit = 0;
    journal::JournalPosition durable{};
};

// Takes batches, and on its own thread validates, stamps, journals and acknowledges them: all that waits becomes one or more
// groups with one fdatasync each. The journal must not be written by anybody else while it runs.
// It begins to read back from the journal whose events are whose when it is made; what is submitted waits for that.
// One life: start() once, stop() for good; both idempotent. stop() refuses what is new and first finishes what was taken.
class Collector final : public CollectorPort {
public:
    Collector(journal::JournalWriter& journal, const Clock& clock, CollectedListener& listener, Logger logger, CollectorOptions options);
    ~Collector() override;

    // `before`: what the journal holds already.
    void start(const CollectedCounts& before = {});
    void stop();

    bool submit(SubmissionBatch& batch) override;
    bool takeRefused(SubmissionBatch& batch) override;

    // By hand: takes nothing new until it is told to again. What was taken is finished. Any thread.
    void setRefusing(bool refusing) { m_refusing.store(refusing, std::memory_order_relaxed); }
    bool isRefusing() const { return m_refusing.load(std::memory_order_relaxed); }

    // Wishes for a mark behind what is being accepted now. It comes with the next group, after `tickEvery` at the latest; later when the
    // journal refuses groups or holds no event yet. Wishes that wait are one. Any thread.
    void requestCut() { m_cutWanted.store(true, std::memory_order_release); }

    CollectorStatus status() const;
    // CPU time that the collector's thread has used, up to its last group.
    double cpuSeconds() const { return m_cpuSeconds.load(std::memory_order_relaxed); }

private:
    void run();
    void collect();
    void finishGroup(std::size_t end);
    void tellAndPublish();
    void tellOfMark();
    void refuse(std::size_t end, const Error& error);
    void recycle(std::size_t end);
    void count(const GroupContent& group);

    journal::JournalWriter& m_journal;
    const Clock& m_clock;
    CollectedListener& m_listener;
    Logger m_logger;
    const CollectorOptions m_options;

    BoundedQueue<SubmissionBatch> m_queue;
    std::vector<SubmissionBatch> m_taken; // collector's thread
    std::size_t m_groupBegin = 0;         // index in m_taken; collector's thread
    Intake m_intake;                      // collector's thread, once m_recalled is ready
    std::future<Result<void>> m_recalled;
    std::atomic<double> m_cpuSeconds{0.0};
    std::atomic<bool> m_cutWanted{false};
    std::atomic<bool> m_refusing{false};
    bool m_groupMarksCut = false; // collector's thread

    mutable std::mutex m_mutex; // guards all of this paragraph
    CollectorStatus m_status;
    std::vector<SubmissionBatch> m_refused;
    std::size_t m_refusedBytes = 0;
    std::vector<SubmissionBatch> m_spare; // empty, with their memory, to be filled again
    bool m_stopped = false;

    std::jthread m_thread; // last: it uses all of the above
};

} // namespace tailrace::collector
