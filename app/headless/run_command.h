// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/run/run_plan.h"

namespace tailrace::headless {

// Both return the exit code.
int runScenario(const run::RunArguments& run, const run::ScenarioArguments& scenario);
int replayFile(const run::RunArguments& run, const run::ReplayArguments& replay);

} // namespace tailrace::headless
