// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <memory>
#include <span>
#include <thread>
#include <vector>

#include "pipeline/ports/feature_store.h"
#include "pipeline/runtime/incident_log.h"
#include "pipeline/runtime/request_batch.h"
#include "pipeline/runtime/store_job.h"
#include "pipeline/runtime/store_status.h"
#include "pipeline/telemetry/latency_recorder.h"
#include "pipeline/telemetry/stamp_dump.h"
#include "pipeline/telemetry/trace_reservoir.h"

namespace tailrace::runtime {

struct StoreWriterOptions {
    std::vector<Partition> partitions; // of the worker that it serves
    Incarnation incarnation{};
    std::chrono::milliseconds probe{100};    // how often an absent store is asked
    std::chrono::milliseconds idle{1000};    // how long nothing is written before a store that answered is looked after
    std::chrono::nanoseconds plantedError{}; // added to each stamp `stored`, to see that a check of the measuring finds it
    std::size_t waitingEvents = 1'000'000;   // whose freshness is still open while the store is away; beyond: not measured
};

// Writes what a worker computes and says when each event has reached the store. When the store is away the events wait, their
// requests go on without it, and the worker is told to mark what changes (see StorePhase). One thread.
class StoreWriter {
public:
    struct Parts {
        FeatureStore& store;
        StoreQueue& input;
        StoreQueue& returned;
        RequestQueue& requests;
        StoreStatus& status;
        telemetry::LatencyRecorder& latency;
        telemetry::TraceReservoir& traces;
        IncidentLog& incidents;
        const Clock& clock;
        telemetry::StampDump* dump = nullptr; // null: nobody wants the raw stamps
    };

    StoreWriter(Parts parts, StoreWriterOptions options);
    ~StoreWriter();

    void start();
    void join(); // ends when the input is closed and empty
    std::uint64_t notMeasured() const { return m_notMeasured.load(std::memory_order_relaxed); }

private:
    void run();
    void handle(StoreJob& job);
    bool write(StoreJob& job);
    void stored(EventRows& events, Stamp started, Stamp at);
    void forwardRequests(const EventRows& events, bool storeUsable);
    void dump(telemetry::DumpPart part, std::span<const EventRow> rows, std::span<const telemetry::EventStamps> stamps);
    void keepWaiting(EventRows& events);
    void settleWaiting(Stamp at);
    void lose(const Error& error);
    void lookAfter();
    Result<bool> lacksValues();
    void probe();

    Parts m_parts;
    StoreWriterOptions m_options;
    std::vector<std::uint64_t> m_written; // position stored, by partition
    std::vector<const FeatureBatch*> m_batches;
    std::vector<WriteOutcome> m_outcomes;
    std::vector<telemetry::EventStamps> m_waiting; // of events that the store does not reflect yet
    std::vector<EventRow> m_waitingRows;           // theirs, without texts; empty without a dump
    std::atomic<std::uint64_t> m_notMeasured{0};
    Stamp m_nextProbe{};
    bool m_isSilent = false; // when it was looked after last
    std::jthread m_thread;
};

} // namespace tailrace::runtime
