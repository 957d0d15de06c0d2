// SPDX-License-Identifier: Apache-2.0
#include "ui/run/shown_line.h"

#include <algorithm>

#include "ui/chart/number_text.h"

namespace tailrace::ui {
namespace {

bool coversSeveral(const telemetry::BudgetLine& line) { return line.stages.size() > 1; }

} // namespace

std::size_t groupLines(const telemetry::Budget& budget)
{
    return static_cast<std::size_t>(std::ranges::count_if(budget.lines, coversSeveral));
}

const telemetry::BudgetLine* budgetLineOf(const telemetry::Budget& budget, std::size_t line)
{
    if (line == TotalLine) return budget.total.p99.count() > 0 ? &budget.total : nullptr;
    std::size_t group = FirstGroupLine;
    for (const telemetry::BudgetLine& one : budget.lines)
        if (line < FirstGroupLine ? telemetry::seriesKeyOf(one) == LineKeys[line] : coversSeveral(one) && group++ == line) return &one;
    return nullptr;
}

std::string seriesOfLine(const telemetry::Budget& budget, std::size_t line)
{
    if (line < FirstGroupLine) return std::string(LineKeys[line]);
    const auto* group = budgetLineOf(budget, line);
    return group ? telemetry::seriesKeyOf(*group) : std::string();
}

telemetry::StageSet stagesOfLine(const telemetry::Budget& budget, std::size_t line)
{
    if (line < telemetry::StageCount) return telemetry::StageSet().set(line);
    if (line == FreshnessLine) return telemetry::StageSet((1U << telemetry::StagesOfAll) - 1);
    if (line == TotalLine) return telemetry::StageSet().set();
    const auto* group = budgetLineOf(budget, line);
    return group ? telemetry::stagesOf(*group) : telemetry::StageSet();
}

QString lineTitle(const telemetry::Budget& budget, std::size_t line)
{
    const auto* own = budgetLineOf(budget, line);
    if (own && !own->title.empty() && line != FreshnessLine) return text(own->title).replace("->", QStringLiteral(u"\u2192"));
    if (line < telemetry::StageCount) return text(telemetry::StageTitles[line]).replace("->", QStringLiteral(u"\u2192"));
    return line == FreshnessLine ? QStringLiteral("Due to stored") : line == TotalLine ? QStringLiteral("Click to rendered") : QString();
}

} // namespace tailrace::ui
