// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bitset>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/telemetry/budget.h"
#include "pipeline/telemetry/series.h"

namespace tailrace::telemetry {

using StageSet = std::bitset<StageCount>; // by Stage

// Several stages that one owner answers for. The percentiles of a sum do not follow from those of its parts, so a recorder that knows the
// group sums up each event's own times in these stages. Immutable; compared by value.
struct StageGroup {
    std::string key; // as in the budget: letters a to z, digits, _ and -
    StageSet stages; // at least two

    bool operator==(const StageGroup&) const = default;
};

// A stage lies in one line of a budget, so no budget has more groups.
inline constexpr std::size_t MostGroups = StageCount / 2;

StageSet stagesOf(const BudgetLine& line);
// Only requests live the last two stages; a group with one of them is measured for requests alone, also in its other stages.
Population populationOf(StageSet stages);
// "group.process", "group.process.waiting"
std::string groupSeriesKey(std::string_view groupKey, Share share = Share::Whole);
// "process" of "group.process"; nothing for any other series, and for the waiting share.
std::optional<std::string_view> groupKeyOf(std::string_view seriesKey);
// The series that measures a line: a stage's own, freshness (the first three stages), total (all five), else its group's. Empty when the
// line names no stage, as none of a parsed budget does.
std::string seriesKeyOf(const BudgetLine& line);
// The lines that need a series of their own, in the budget's order.
std::vector<StageGroup> groupsOf(const Budget& budget);
// Series that were recorded under one budget, as another one names its groups: those that sum up the same stages keep their samples
// under its key, all others go, for what was not summed up event by event cannot be known.
void regroup(Series& series, const Budget& measured, const Budget& judging);

} // namespace tailrace::telemetry
