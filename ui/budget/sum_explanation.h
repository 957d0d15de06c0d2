// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include "pipeline/report/stage_rows.h"

namespace tailrace::ui {

// Why the stages' P99 do not add up to the total's, with this run's numbers.
QString sumExplanation(const report::Rows& rows);

} // namespace tailrace::ui
