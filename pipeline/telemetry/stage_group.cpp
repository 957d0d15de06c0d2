// SPDX-License-Identifier: Apache-2.0
#include "pipeline/telemetry/stage_group.h"

#include <algorithm>

namespace tailrace::telemetry {
namespace {

constexpr std::string_view Prefix = "group.", WaitingSuffix = ".waiting";
constexpr StageSet StoredStages((1U << StagesOfAll) - 1);

bool isGroup(StageSet stages) { return stages.count() > 1 && stages != StoredStages && !stages.all(); }

} // namespace

StageSet stagesOf(const BudgetLine& line)
{
    StageSet stages;
    for (std::size_t i = 0; i < StageCount; ++i) stages.set(i, std::ranges::find(line.stages, StageKeys[i]) != line.stages.end());
    return stages;
}

Population populationOf(StageSet stages) { return (stages & ~StoredStages).any() ? Population::Requests : Population::All; }

std::string groupSeriesKey(std::string_view groupKey, Share share)
{
    return std::string(Prefix).append(groupKey).append(share == Share::Waiting ? WaitingSuffix : "");
}

std::optional<std::string_view> groupKeyOf(std::string_view seriesKey)
{
    if (!seriesKey.starts_with(Prefix) || seriesKey.ends_with(WaitingSuffix)) return std::nullopt;
    return seriesKey.substr(Prefix.size());
}

std::string seriesKeyOf(const BudgetLine& line)
{
    const StageSet stages = stagesOf(line);
    if (isGroup(stages)) return groupSeriesKey(line.key);
    if (stages.all()) return TotalKey;
    if (stages == StoredStages) return FreshnessKey;
    for (std::size_t i = 0; i < StageCount; ++i)
        if (stages.test(i)) return std::string(StageKeys[i]);
    return {};
}

std::vector<StageGroup> groupsOf(const Budget& budget)
{
    std::vector<StageGroup> groups;
    for (const BudgetLine& line : budget.lines)
        if (const StageSet stages = stagesOf(line); isGroup(stages)) groups.push_back({line.key, stages});
    return groups;
}

} // namespace tailrace::telemetry
