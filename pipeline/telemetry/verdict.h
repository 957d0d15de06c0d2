// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "pipeline/telemetry/histogram.h"

namespace tailrace::telemetry {

// How a measured P99 stands against its budget. WithinOfArrived: so far as it was measured. Accepted events that never arrived would
// have been the slowest, so nothing more can be said; over is over with or without them.
enum class Verdict : std::uint8_t { Idle, TooFewSamples, WithinOfArrived, Within, Tight, Over };

// Tight from more than 80 % of the budget on.
inline constexpr std::int64_t TightPercent = 80;

inline std::string_view verdictWord(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Idle: return "idle";
    case Verdict::TooFewSamples: return "too few samples";
    case Verdict::WithinOfArrived: return "within, of what arrived";
    case Verdict::Within: return "within";
    case Verdict::Tight: return "tight";
    case Verdict::Over: return "over";
    }
    return "";
}

// A quantile fit to be shown: at least ten samples lie beyond it (P99: 1 000, P99.9: 10 000), else nothing. The one gate
// for the screen, the reports and the thresholds.
inline std::optional<std::chrono::nanoseconds> shownQuantile(const Histogram& histogram, double q)
{
    constexpr double Beyond = static_cast<double>(Histogram::MinimumForP99) / 100.0;
    const double beyond = static_cast<double>(histogram.count()) * (1.0 - q);
    if (histogram.count() == 0 || beyond < Beyond * (1.0 - 1e-9)) return std::nullopt;
    return histogram.quantile(q);
}

inline Verdict verdictOf(const Histogram& histogram, std::chrono::nanoseconds budgetP99)
{
    if (histogram.count() == 0) return Verdict::Idle;
    const auto p99 = shownQuantile(histogram, 0.99);
    if (!p99) return Verdict::TooFewSamples;
    if (*p99 > budgetP99) return Verdict::Over;
    return *p99 > budgetP99 / 100 * TightPercent ? Verdict::Tight : Verdict::Within;
}

} // namespace tailrace::telemetry
