// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

#include "app/run/run_plan.h"

namespace tailrace::headless {

// Blocks SIGINT and SIGTERM for all threads to come: they are asked for by the run itself, so that it can drain. Call first in main.
void takeSignals();

// True: one of them has come within `patience`.
bool takeStopSignal(std::chrono::milliseconds patience);

// Plays the plan, prints how it goes, and leaves run file and reports behind. Returns the exit code; an error when nothing
// could be started.
Result<int> playTraffic(run::RunPlan plan);

} // namespace tailrace::headless
