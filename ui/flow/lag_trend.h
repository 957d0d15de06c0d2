// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace tailrace::ui {

// Whether so many events behind grow or shrink. Pure.
struct LagTrend {
    double perSecond = 0;   // events; 0: steady
    double secondsLeft = 0; // until it is caught up; 0 while it does not shrink
};

inline constexpr int TrendSeconds = 5;            // over which a trend is told
inline constexpr std::uint64_t WorthATrend = 200; // events; less is what is always on its way

LagTrend trendOf(std::uint64_t before, std::uint64_t now, double seconds);

} // namespace tailrace::ui
