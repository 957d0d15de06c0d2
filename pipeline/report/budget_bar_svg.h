// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "pipeline/report/stage_rows.h"

namespace tailrace::report {

// The stages' P99 end to end as one bar, against the total's budget. Empty when a stage has no P99.
std::string budgetBarSvg(const Rows& rows, double promiseMs);

// How much of its budget a row uses: a small bar with the budget as its end mark. Empty without both.
std::string budgetUseSvg(const Row& row);

} // namespace tailrace::report
