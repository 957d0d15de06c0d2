// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "pipeline/report/run_record.h"

namespace tailrace::report {

// The whole run on one time axis: offered rate (area) and applied rate (line), the total's P99, the lag in seconds, and
// the incidents as numbered flags. Empty without seconds.
std::string timelineSvg(const RunRecord& record);

} // namespace tailrace::report
