// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/run/run_observer.h"
#include "app/run/run_plan.h"
#include "app/run/run_verdict.h"
#include "pipeline/telemetry/cpu_clock.h"
#include "pipeline/telemetry/hiccup_meter.h"

namespace tailrace::run {

// One run from start to report, on the thread that calls: planned before, played once. That thread starts the servers, which end with
// it, so it must live as long as this object, and this object must be destroyed on it.
class RunDriver {
public:
    // The references must outlive it. The run's folder must be there (OutFolder).
    RunDriver(RunPlan plan, LogSink& log, RunObserver& observer);
    ~RunDriver();

    // Returns when the traffic has ended, all is worked off and the record is complete. An error when nothing could be started.
    Result<void> play();

    // After play().
    const std::shared_ptr<const report::RunRecord>& record() const { return m_finished; }
    // Why the run has not passed, a sentence each.
    const std::vector<std::string>& failures() const { return m_failures; }
    bool passed() const { return m_failures.empty() && !m_gaveUp; }
    // What the traffic's due times count from.
    Stamp origin() const { return m_origin; }
    // Writes run file and every report into the run's folder.
    Result<void> writeReports() const;
    // With RunArguments::keepAlive, unless somebody wished the run to end: the servers stay for as long as the observer keeps them. Last,
    // so that the reports are there to be read meanwhile. Without it the servers end with this object.
    void keepServers();

private:
    Result<void> loadPast();
    std::string awaitPast(const simulator::Generator& generator);
    bool isPastThrough(const simulator::Generator& generator) const;
    void notePast(const telemetry::Ledger& ledger);
    void sayPast();
    void begin();
    void setZero();
    bool playTraffic(simulator::Generator& generator);
    bool isTrafficOver(const simulator::Generator& generator) const;
    bool workOff(const std::function<bool()>& done);
    void cutWhenDue();
    void actByHand();
    void act(const ThrowSwitch& action);
    void act(const PlayIncident& action);
    void act(const MultiplyRate& action);
    void takeLastCut();
    Result<void> keepState();
    Result<void> keepIncidents();
    void goOn();
    void watchApplied();
    void watchRecovery(const telemetry::Ledger& ledger);
    void end(const simulator::Generator& generator, Stamp trafficEnded);
    void noteTime(const simulator::GeneratorStatus& status, Stamp trafficEnded);
    void noteSystem(const simulator::GeneratorStatus& status);
    void noteTraffic(const simulator::GeneratorStatus& status);
    void noteMeasuring(const simulator::Generator& generator);
    void noteLeftOver();
    void noteLives();
    void noteByHand();
    void noteJournal();
    void cutTimeline(Stamp ended);

    RunPlan m_plan;
    RunObserver& m_observer;
    SystemClock m_clock;
    telemetry::HiccupMeter m_hiccups{m_clock};
    report::RunRecord m_record;
    std::shared_ptr<const report::RunRecord> m_finished;
    std::vector<std::string> m_failures;
    Result<telemetry::MachineCpuTime> m_stealBefore = telemetry::MachineCpuTime{};
    std::chrono::nanoseconds m_cpuBefore = telemetry::thisProcessCpuTime(); // of this process, which may have played others
    std::optional<double> m_brokerCpuBefore, m_redisCpuBefore;
    Stamp m_origin{};
    Stamp m_pastOrigin{}; // what the due times of the generated past count from
    struct {
        std::uint64_t offered = 0, acknowledged = 0;
    } m_past;                                    // in this life
    bool m_goesOn = false;                       // its traffic had begun when it was cut off
    std::string m_neverBegan;                    // why there was no traffic; empty: there was
    simulator::Generator* m_generator = nullptr; // while it plays
    LeftOver m_leftOver;
    Stamp m_lastApplied{};
    std::optional<Stamp> m_crashed;     // when this run was cut off, until an event was applied that came later
    std::uint64_t m_acceptedBefore = 0; // in earlier lives of this run
    std::uint64_t m_receivedBefore = 0;
    std::uint64_t m_applied = 0;
    std::vector<std::chrono::nanoseconds> m_cutTimes; // since the origin; of those to come, the last one first
    std::optional<std::uint64_t> m_keptChanges;       // of the incidents; none: the state was not kept yet
    bool m_stopped = false;                           // somebody wished it to end
    bool m_cutShort = false;                          // while its traffic went on
    bool m_gaveUp = false;                            // the collector refused for too long
    bool m_drained = false;                           // everything accepted was applied, and the store holds it
    runtime::Pipeline m_pipeline;
};

} // namespace tailrace::run
