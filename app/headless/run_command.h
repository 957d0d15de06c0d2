// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/run/run_plan.h"

namespace tailrace::headless {

// All return the exit code.
int runScenario(const run::RunArguments& run, const run::ScenarioArguments& scenario);
// The same in a child process; whenever that is killed, another one goes on with the run.
int superviseScenario(const run::RunArguments& run, const run::ScenarioArguments& scenario);
// Of a run that was cut off, in its folder. `redis`: if its address was not kept, because of its password.
int resumeRun(const std::filesystem::path& out, const std::string& redis, bool quiet);
int replayFile(const run::RunArguments& run, const run::ReplayArguments& replay);

} // namespace tailrace::headless
