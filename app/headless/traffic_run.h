// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

#include "app/run/run_plan.h"

namespace tailrace::headless {

// True: SIGINT or SIGTERM has come within `patience`; main has called run::blockStopSignals().
bool takeStopSignal(std::chrono::milliseconds patience);

// Plays the plan until it is done or one of these ends it early, prints how it goes, and leaves run file and reports behind. Returns the
// exit code; an error when nothing
// could be started.
Result<int> playTraffic(run::RunPlan plan);

} // namespace tailrace::headless
