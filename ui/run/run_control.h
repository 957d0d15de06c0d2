// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/degrade/shed_order.h"
#include "pipeline/report/run_record.h"
#include "pipeline/simulator/incident_plan.h"
#include "pipeline/telemetry/snapshot.h"

namespace tailrace::ui {

// What somebody at the window wants to be played.
struct RunWish {
    std::string scenario = "flash-sale";
    std::string budget = "reference";
    std::string duration;       // "120s"; empty: the scenario's own
    std::optional<double> rate; // peak events per second; none: the scenario's own
    std::optional<std::uint64_t> seed;
    std::optional<telemetry::Budget> judgedBy{}; // as it stands in the window, instead of the named one
};

// What the run is doing that was started last. Immutable once published.
struct RunProgress {
    enum class Phase { Planning, Starting, Running, Draining, Reporting, Done, Failed };

    Phase phase = Phase::Planning;
    std::string words; // Failed: what happened, and what to do about it. Starting: what takes time; empty: nothing
    std::string scenario, inWords;
    std::optional<std::uint64_t> seed;
    std::optional<double> plannedSeconds;
    std::filesystem::path folder; // of the finished run
    telemetry::Budget budget;
    std::shared_ptr<const report::RunRecord> record; // once it is measured
    std::vector<std::string> failures;               // why it has not passed

    bool isOver() const { return phase == Phase::Done || phase == Phase::Failed; }
};

// Who plays the runs. The window knows nothing else of the running pipeline. Called on the GUI thread; nothing here waits.
class RunControl {
public:
    virtual ~RunControl() = default;

    // Does nothing while a run is under way.
    virtual void start(const RunWish& wish) = 0;
    // Once: the traffic ends and the rest is worked off. Once more: no longer.
    virtual void requestStop() = 0;
    // By hand, to the run under way: comes to it within a tenth of a second and stands among its incidents then. Does nothing while its
    // traffic has not begun, or when it is over.
    virtual void throwSwitch(degrade::Shed shed, degrade::Position position) = 0;
    virtual void playIncident(const simulator::ScheduledIncident& incident) = 0; // at once, whenever it says
    virtual void multiplyRate(double factor) = 0;                                // of what the scenario asks for
    // Null before the first start.
    virtual std::shared_ptr<const RunProgress> progress() const = 0;
    // Null before the run has measured anything.
    virtual std::shared_ptr<const telemetry::Snapshot> snapshot() const = 0;
    // Where finished runs lie, each in a folder of its own, and the scenarios and budgets that come with the program.
    virtual std::filesystem::path runsFolder() const = 0;
    virtual std::filesystem::path resources() const = 0;
};

} // namespace tailrace::ui
