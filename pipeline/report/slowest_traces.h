// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "pipeline/report/run_record.h"

namespace tailrace::report {

// Of the traces that fell due within one second of the clock, so many come before another of it; or one stall would be all that there is
// to see.
inline constexpr std::size_t TracesOfOneSecond = 2;
inline constexpr const char* TracesSpreadRule =
    "Of the events kept whole, the slowest: two of any one second before a third, so that different incidents show.";

// At most `most` of the record's traces, chosen so, then slowest first; requests before other events, because only they have the whole life.
std::vector<const telemetry::Trace*> slowestTraces(const RunRecord& record, std::size_t most);

} // namespace tailrace::report
