// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pipeline/report/stage_rows.h"
#include "pipeline/telemetry/series.h"
#include "ui/time/time_view.h"

namespace tailrace::ui {

// What was measured in a range of time, merged exactly from its seconds. Immutable once published.
struct RangeView {
    TimeSpan span; // whole seconds
    telemetry::Series series;
    report::Rows rows;
    report::Headline headline;
};

} // namespace tailrace::ui
