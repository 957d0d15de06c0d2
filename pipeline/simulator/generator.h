// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "pipeline/base/clock.h"
#include "pipeline/ports/collector_port.h"
#include "pipeline/simulator/traffic_source.h"
#include "pipeline/telemetry/histogram.h"

namespace tailrace::simulator {

struct GeneratorOptions {
    std::chrono::nanoseconds tick = std::chrono::microseconds(500);        // how often it looks for due events
    std::chrono::nanoseconds idle = std::chrono::milliseconds(20);         // at most, when nothing is due for long
    std::chrono::nanoseconds firstRetry = std::chrono::milliseconds(1);    // after a refusal; doubles …
    std::chrono::nanoseconds longestRetry = std::chrono::milliseconds(50); // … up to this
    std::size_t batchEvents = 512;
    std::size_t batchBytes = std::size_t{256} << 10;
    std::size_t backlogBytes = std::size_t{64} << 20;                   // refused events kept for another try; beyond, no new ones are made
    std::chrono::nanoseconds lateAfter = std::chrono::milliseconds(10); // its own lateness beyond this is said
    Stamp answersFrom = Stamp::min(); // what was due before was due to nobody: neither its lateness nor left lying by the collector
    bool isPast = false;              // of a source's past(): labelled so; when it is offered says nothing
    std::function<bool()> hasRoom{};  // asked before each batch; false: not now. None: the collector alone says when it is enough
};

struct GeneratorStatus {
    std::uint64_t offered = 0; // events made and given, or queued, to the collector
    std::uint64_t offeredBytes = 0;
    std::uint64_t accepted = 0; // taken, less those that came back
    std::uint64_t refusedBatches = 0;
    std::uint64_t refusedEvents = 0; // each refusal of an event counts
    std::uint64_t backlogEvents = 0;
    std::uint64_t backlogBytes = 0;
    std::uint64_t lateEvents = 0; // offered later than `lateAfter` after they were due
    std::chrono::nanoseconds maxLateness{};
    std::chrono::nanoseconds behind{}; // since when, of due time and `answersFrom`, the oldest event waits that is not taken yet; 0: none
    bool heldBack = false;             // now: the backlog is full, events are made later than they are due
    bool wasHeldBack = false;          // at any time
    bool finished = false;             // nothing more is due, and all was taken
    double cpuSeconds = 0.0;
    std::string failure; // why it gave up; empty: it did not

    // It did not offer the load that the scenario asks for; latency still counts from the due times.
    bool couldNotKeepUp() const { return lateEvents > 0 || wasHeldBack || !failure.empty(); }
};

// Plays a traffic source in real time into a collector, open-loop: due times are kept whatever happens downstream.
// What is refused is tried again with the same bytes (so the same event ids) and the same due times, oldest first.
// Owns one thread, from start() to stop(). All functions are thread-safe.
class Generator {
public:
    // The references must outlive it; `source` belongs to its thread between start() and stop().
    Generator(TrafficSource& source, CollectorPort& collector, const Clock& clock, GeneratorOptions options = {});
    ~Generator();
    Generator(const Generator&) = delete;
    Generator& operator=(const Generator&) = delete;

    // Plays with the source's time 0 at `origin`. Once per generator; further calls do nothing.
    void start(Stamp origin);
    // Tells the source, on the thread that plays it, before it makes another event: a rate that changes at `at`, since its start. A source
    // that cannot change stays as it is.
    void multiplyRate(std::chrono::nanoseconds at, double factor);
    // Offers nothing more; events of the backlog stay unaccepted. The thread has ended on return.
    void stop();

    GeneratorStatus status() const;
    bool finished() const { return status().finished; }
    double cpuSeconds() const { return status().cpuSeconds; }
    // Offered minus due, of every event that it answers for: the generator's own lateness and, while held back, the collector's.
    telemetry::Histogram lateness() const;

private:
    struct Progress { // of one round, added to m_status at its end
        std::uint64_t offered = 0, offeredBytes = 0, refusedBatches = 0, refusedEvents = 0, late = 0;
        std::int64_t accepted = 0;
        std::chrono::nanoseconds maxLateness{};
        bool heldBack = false;
    };

    void run(std::stop_token stop);
    void changeRate();
    void playRound();
    void takeBack();
    void produce();
    void makeBatch(std::chrono::nanoseconds until);
    bool isFull(const SubmissionBatch& batch) const;
    void offerBacklog();
    void noteLateness(SubmissionBatch& batch, std::size_t firstNew);
    void publish();
    Stamp oldestNotTaken() const;
    void sleepUntilDue(const std::stop_token& stop);

    TrafficSource& m_source;
    CollectorPort& m_collector;
    const Clock& m_clock;
    const GeneratorOptions m_options;

    // The thread's own.
    Stamp m_origin{};
    Stamp m_nextTick{};
    Stamp m_retryAt{};
    std::chrono::nanoseconds m_retryDelay{};
    std::deque<SubmissionBatch> m_backlog; // oldest first
    std::size_t m_backlogBytes = 0;
    std::uint64_t m_backlogEvents = 0;
    SubmissionBatch m_spare; // its memory is used again
    Progress m_progress;

    mutable std::mutex m_mutex; // guards the four below
    GeneratorStatus m_status;
    telemetry::Histogram m_lateness;
    bool m_started = false;
    std::vector<std::pair<std::chrono::nanoseconds, double>> m_rateChanges; // at, factor; the source does not know them yet

    std::jthread m_thread; // last: joined before anything else goes
};

} // namespace tailrace::simulator
