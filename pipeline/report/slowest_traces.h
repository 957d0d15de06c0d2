// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "pipeline/report/run_record.h"

namespace tailrace::report {

// At most `most` of the record's traces, slowest first; requests before other events, because only they have the whole life.
std::vector<const telemetry::Trace*> slowestTraces(const RunRecord& record, std::size_t most);

} // namespace tailrace::report
