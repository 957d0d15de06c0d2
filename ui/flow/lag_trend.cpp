// SPDX-License-Identifier: Apache-2.0
#include "ui/flow/lag_trend.h"

#include <algorithm>
#include <cmath>

namespace tailrace::ui {

LagTrend trendOf(std::uint64_t before, std::uint64_t now, double seconds)
{
    constexpr double Steady = 0.02; // of the lag, a second
    const std::uint64_t most = std::max(before, now);
    if (most < WorthATrend || seconds <= 0) return {};
    const double perSecond = (static_cast<double>(now) - static_cast<double>(before)) / seconds;
    if (std::abs(perSecond) < Steady * static_cast<double>(most)) return {};
    if (perSecond > 0) return {.perSecond = perSecond, .secondsLeft = 0};
    return {.perSecond = perSecond, .secondsLeft = std::max(1.0, static_cast<double>(now) / -perSecond)};
}

} // namespace tailrace::ui
