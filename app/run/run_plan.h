// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "app/run/run_environment.h"
#include "app/run/traffic.h"
#include "pipeline/simulator/scenario.h"

namespace tailrace::run {

struct ScenarioArguments {
    std::string scenario = "flash-sale";
    std::string duration;       // "120s"; empty: the scenario's own
    std::optional<double> rate; // peak events per second; none: the scenario's own
    std::optional<std::uint64_t> seed;
};

struct ReplayArguments {
    std::string file;
    std::string pace = "recorded";
};

// A run that is understood; nothing is made or started yet.
struct RunPlan {
    RunEnvironment environment;
    Traffic traffic;
    std::optional<std::uint64_t> journalBytes; // none: nobody knows beforehand
    std::uint64_t reportBytes = 0;             // set aside, so that a full disk leaves a report
    std::string smaller;                       // what makes such a run write less, an imperative
};

// Errors are the user's to mend.
Result<RunPlan> planScenario(const RunArguments& run, const ScenarioArguments& scenario);
Result<RunPlan> planLoadedScenario(const RunArguments& run, const simulator::Scenario& scenario);
Result<RunPlan> planReplay(const RunArguments& run, const ReplayArguments& replay);

// Gives the planned run its journal's size, in environment.pipeline and environment.journalWords. An error is a disk without the room;
// it says what to do.
Result<void> makeRoom(RunPlan& plan);

} // namespace tailrace::run
