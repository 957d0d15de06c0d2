// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "pipeline/report/run_record.h"
#include "pipeline/runtime/incident_log.h"
#include "pipeline/runtime/wakeup.h"
#include "pipeline/telemetry/latency_recorder.h"
#include "pipeline/telemetry/snapshot.h"
#include "pipeline/telemetry/trace_reservoir.h"

namespace tailrace::runtime {

// Gathers what the pipeline's threads measure: ten times a second into the snapshot that programs show, once a second into
// the record of the run. One thread; the pipeline's own threads are never waited for longer than a pointer swap.
class RunMonitor {
public:
    struct Sources {
        std::vector<telemetry::LatencyRecorder*> latency;
        std::vector<telemetry::TraceReservoir*> traces;
        std::function<telemetry::Ledger()> ledger;
        // Fills lag, queues and server states; called on the monitor's thread.
        std::function<void(telemetry::Snapshot&)> gauges;
        std::function<bool()> sparse{};         // true: programs are shown less; none: never
        std::function<std::uint64_t()> offered; // events so far, as the scenario demands them
    };

    RunMonitor(Sources sources, const IncidentLog& incidents, const Clock& clock, Stamp origin, std::uint64_t seed);
    ~RunMonitor();

    void start();
    void stop(); // idempotent; gathers once more at its end
    const telemetry::SnapshotCell& cell() const { return m_cell; }

    // After stop(): series, seconds, traces, ledger and incidents of the run.
    void fill(report::RunRecord& record) const;

private:
    enum class Second { GoesOn, Ends };

    void run(const std::stop_token& stop);
    void gather(Second second);
    void noteIncidents();
    void closeSecond(const telemetry::Snapshot& snapshot);
    void waitForTick(const std::stop_token& stop, Stamp until);

    Sources m_sources;
    const IncidentLog& m_incidents;
    const Clock& m_clock;
    Stamp m_origin;
    int m_firstSecond; // of a run that goes on after a crash, not its first
    telemetry::SnapshotCell m_cell;
    telemetry::TraceSamples m_samples;
    telemetry::Series m_total; // up to the last full second
    telemetry::Series m_thisSecond;
    telemetry::Series m_lastSecond;
    telemetry::Ledger m_ledgerBefore;
    std::uint64_t m_offeredBefore = 0;
    double m_offeredRate = 0;
    double m_appliedRate = 0;
    Stamp m_secondBegan{};
    std::uint64_t m_sequence = 0;
    std::shared_ptr<const telemetry::IncidentNotes> m_incidentNotes = std::make_shared<const telemetry::IncidentNotes>();
    std::uint64_t m_incidentChanges = 0; // of the log, when the notes were made
    std::vector<report::SecondRecord> m_seconds;
    Wakeup m_wakeup;
    std::jthread m_thread;
};

} // namespace tailrace::runtime
