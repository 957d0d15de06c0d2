// SPDX-License-Identifier: Apache-2.0
#include "pipeline/telemetry/stage_group.h"

#include <algorithm>
#include <iterator>

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

void regroup(Series& series, const Budget& measured, const Budget& judging)
{
    const auto own = groupsOf(measured), wanted = groupsOf(judging);
    if (own == wanted) return;
    Series taken;
    for (auto at = series.begin(); at != series.end();) {
        const auto next = std::next(at);
        if (at->first.starts_with(Prefix)) taken.insert(series.extract(at));
        at = next;
    }
    for (const StageGroup& group : wanted) {
        const auto same = std::ranges::find(own, group.stages, &StageGroup::stages);
        if (same == own.end()) continue;
        for (const Share share : {Share::Whole, Share::Waiting})
            if (auto node = taken.extract(groupSeriesKey(same->key, share)); !node.empty()) {
                node.key() = groupSeriesKey(group.key, share);
                series.insert(std::move(node));
            }
    }
}

} // namespace tailrace::telemetry
