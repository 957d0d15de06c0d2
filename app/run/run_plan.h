// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "app/run/run_environment.h"
#include "app/run/run_state.h"
#include "app/run/traffic.h"
#include "pipeline/simulator/scenario.h"

namespace tailrace::run {

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
    std::optional<RunState> state{};           // to be kept, so that the run can go on after a crash; none: it cannot
};

// Where the run keeps its checkpoints; empty: nowhere. The published profile has no state that could be kept: such a run goes on from its
// journal's begin.
std::filesystem::path checkpointsOf(const RunArguments& run);

// Errors are the user's to mend.
Result<RunPlan> planScenario(const RunArguments& run, const ScenarioArguments& scenario);
Result<RunPlan> planLoadedScenario(const RunArguments& run, const simulator::Scenario& scenario);
// Of a run that was cut off. Its folder, journal and sizes are there: makeRoom() and OutFolder have nothing to do with it.
Result<RunPlan> planResume(RunState state);
Result<RunPlan> planReplay(const RunArguments& run, const ReplayArguments& replay);

// Gives the planned run its journal's size, in environment.pipeline and environment.journalWords. An error is a disk without the room;
// it says what to do.
Result<void> makeRoom(RunPlan& plan);

} // namespace tailrace::run
