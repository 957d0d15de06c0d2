// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <vector>

namespace tailrace::ui {

// The multiples of `step` from `from` to `to`, both included as far as rounding lets them.
inline std::vector<double> ticksBetween(double from, double to, double step)
{
    std::vector<double> ticks;
    const auto first = static_cast<long>(std::ceil(from / step - 1e-6));
    const auto last = static_cast<long>(std::floor(to / step + 1e-6));
    for (long i = first; i <= last; ++i) ticks.push_back(static_cast<double>(i) * step);
    return ticks;
}

} // namespace tailrace::ui
