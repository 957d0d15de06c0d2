// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "pipeline/report/run_record.h"

namespace tailrace::report {

struct HeatMapBudget {
    double p99Ms = 0;
    std::string owner;
};

// One series over time: a column per second (or several), log latency upwards, colour by the logarithm of the count,
// and the owner's budget as a line. Empty when no second has a sample.
std::string heatMapSvg(const RunRecord& record, const std::string& series, const std::optional<HeatMapBudget>& budget);

// Steps of the colour ramp; the page's style has a class h0 … for each.
inline constexpr int HeatLevels = 7;

} // namespace tailrace::report
