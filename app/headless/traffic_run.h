// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/run/run_plan.h"

namespace tailrace::headless {

// Plays the plan until it is done or SIGINT or SIGTERM ends it early (main has called run::blockStopSignals()), prints how it goes, and
// leaves run file and reports behind. Returns the exit code; an error when nothing
// could be started.
Result<int> playTraffic(run::RunPlan plan);

} // namespace tailrace::headless
