// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/telemetry/stamp_dump.h"

namespace tailrace::headless {

using Nanos = std::chrono::nanoseconds;

// When nothing could pass, in the stamps' clock.
struct Stall {
    Stamp from{}, to{};
    Nanos length() const { return to - from; }
};

// What the raw stamps make of a stall. It is in them in full when the longest times are hardly shorter than the stall, and no event that fell due
// in it is said to be stored before its end: the wait of each counts, not only of those that were lucky to be under way.
struct StallFinding {
    std::size_t dueMeanwhile = 0;
    std::size_t tooEarly = 0; // of them: said to be stored while nothing could
    Nanos longestCollect{}, longestSessionize{}, longestFreshness{}, longestTotal{};

    bool isInFull(const Stall& stall) const;
};
StallFinding findStall(const std::vector<telemetry::StampRecord>& records, const Stall& stall);

// One percentile, measured by two that share no code.
struct Agreement {
    std::string name;
    Nanos inside{}, outside{};

    Nanos apart() const { return inside > outside ? inside - outside : outside - inside; }
    // Within 2 % or 0.2 ms.
    bool holds() const;
};

// The exact quantile of samples, by rank; 0 without any. Sorts them.
Nanos exactQuantile(std::vector<Nanos>& samples, double q);

} // namespace tailrace::headless
