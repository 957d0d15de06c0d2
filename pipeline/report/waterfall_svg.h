// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "pipeline/telemetry/trace.h"

namespace tailrace::report {

// One event's life: a row per stage from due to its end, waiting hatched and working solid. `axisMs` is the length of the
// time axis, the same for all traces that are to be compared.
std::string waterfallSvg(const telemetry::Trace& trace, double axisMs);

// The hatches that waterfalls refer to; once per page.
std::string hatchDefinitions();

} // namespace tailrace::report
