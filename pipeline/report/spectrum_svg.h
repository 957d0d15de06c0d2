// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "pipeline/report/run_record.h"

namespace tailrace::report {

// Percentiles of the total and of every stage: x counts the nines (1 / (1 - p)), y is logarithmic, the total's budget is
// a staircase. A line ends where fewer than ten samples lie beyond. Empty when nothing was measured.
std::string spectrumSvg(const RunRecord& record);

} // namespace tailrace::report
