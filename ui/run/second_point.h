// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/report/run_comparison.h"
#include "pipeline/telemetry/ledger.h"
#include "pipeline/telemetry/partition_lag.h"
#include "pipeline/telemetry/stage.h"

namespace tailrace::ui {

// The lines that the studio shows over time: the five stages, then the two ends; behind them what the budget groups (see shown_line.h).
inline constexpr std::size_t LineCount = report::ComparedLines;
inline constexpr std::size_t FreshnessLine = telemetry::StageCount;
inline constexpr std::size_t TotalLine = telemetry::StageCount + 1;
inline constexpr std::size_t FirstGroupLine = LineCount;
inline constexpr std::array<std::string_view, LineCount> LineKeys = report::ComparedKeys;
// As short as a label on a chart must be.
inline constexpr std::array<std::string_view, LineCount> LineNames{
    "Edge", "Sessionize", "Store", "Recommendation", "Experience", "Freshness", "Total"};

// The rows of a heat map: latency on a logarithmic scale from 10 µs to 100 s.
inline constexpr double HeatLowestMs = 0.01;
inline constexpr int HeatRowsPerDecade = 12;
inline constexpr std::size_t HeatDecades = 7;
inline constexpr std::size_t HeatRows = HeatDecades * static_cast<std::size_t>(HeatRowsPerDecade);

// One line in one second, small enough to be kept for hours.
struct LinePoint {
    std::uint32_t count = 0;
    float waitingShare = 0;     // 0..1 of the time spent in a stage
    std::optional<float> p50Ms; // over the second, or over as many before it as it takes to have the samples
    std::optional<float> p99Ms;
    std::array<std::uint32_t, HeatRows> heat{};
};

struct SecondPoint {
    int second = 0; // since the run's start
    std::array<LinePoint, LineCount> lines;
    std::vector<LinePoint> groups{}; // the budget's lines over several stages
    telemetry::Ledger ledger;        // cumulative at its end
    double offeredPerSecond = 0;
    double appliedPerSecond = 0;
    std::uint64_t lagEvents = 0;
    double lagSeconds = 0;
    telemetry::PartitionLags partitionLag{};
    std::map<std::string, double> queueFill; // name -> 0..1

    // Empty for a group that the second knows nothing of.
    const LinePoint& line(std::size_t which) const
    {
        static const LinePoint None;
        if (which < LineCount) return lines[which];
        return which - FirstGroupLine < groups.size() ? groups[which - FirstGroupLine] : None;
    }
};

} // namespace tailrace::ui
