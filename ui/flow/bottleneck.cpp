// SPDX-License-Identifier: Apache-2.0
#include "ui/flow/bottleneck.h"

#include <algorithm>

#include "pipeline/report/number_format.h"

namespace tailrace::ui {
namespace {

constexpr double Filling = 0.5;
constexpr double WorthSayingMs = 0.05;

double meanWaiting(const report::Row& row) { return row.values.mean.value_or(0) * row.waitingShare.value_or(0); }

} // namespace

std::optional<double> fillBefore(std::size_t stage, const std::map<std::string, double>& queueFill)
{
    constexpr std::array<std::string_view, telemetry::StageCount> Prefixes{"collector", "flight ", "store", "requests", ""};
    std::optional<double> most;
    if (Prefixes[stage].empty()) return most;
    for (const auto& [name, fill] : queueFill)
        if (name.starts_with(Prefixes[stage])) most = std::max(most.value_or(0), fill);
    return most;
}

Bottleneck bottleneckOf(const report::Rows& rows, const std::map<std::string, double>& queueFill)
{
    for (std::size_t stage = telemetry::StageCount; stage-- > 0;) {
        const auto fill = fillBefore(stage, queueFill);
        if (!fill || *fill < Filling) continue;
        return {stage, true,
            std::string(telemetry::StageTitles[stage]) + " is the bottleneck: what waits in front of it fills " + report::percent(*fill)
                + " of its room. What lies before it is held back."};
    }
    std::optional<std::size_t> worst;
    for (std::size_t stage = 0; stage < rows.stages.size(); ++stage)
        if (!worst || meanWaiting(rows.stages[stage]) > meanWaiting(rows.stages[*worst])) worst = stage;
    if (!worst || rows.stages[*worst].values.count == 0) return {{}, false, "Nothing flows."};
    const report::Row& row = rows.stages[*worst];
    if (meanWaiting(row) < WorthSayingMs) return {{}, false, "Nothing holds anything up: no queue fills, and events hardly wait anywhere."};
    return {worst, false,
        "No queue fills. Events wait longest in " + row.title + ": " + report::msText(meanWaiting(row)) + " on average, "
            + report::percent(*row.waitingShare) + " of their time there."};
}

} // namespace tailrace::ui
