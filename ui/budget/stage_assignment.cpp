// SPDX-License-Identifier: Apache-2.0
#include "ui/budget/stage_assignment.h"

#include <algorithm>

namespace tailrace::ui {
namespace {

using telemetry::Budget;
using telemetry::BudgetLine;
using telemetry::StageKeys;

bool isStageKey(const std::string& key) { return std::ranges::find(StageKeys, key) != StageKeys.end(); }

std::string freeKey(const Budget& budget)
{
    for (int number = 1;; ++number) {
        std::string key = "group-" + std::to_string(number);
        if (std::ranges::find(budget.lines, key, &BudgetLine::key) == budget.lines.end()) return key;
    }
}

// A key that names a stage means just that stage.
void nameKeys(Budget& budget)
{
    for (BudgetLine& line : budget.lines)
        if (isStageKey(line.key) && line.stages != std::vector{line.key}) line.key = freeKey(budget);
}

} // namespace

bool answersFor(const BudgetLine& line, std::size_t stage) { return std::ranges::find(line.stages, StageKeys[stage]) != line.stages.end(); }

Budget withStage(Budget budget, std::size_t line, std::size_t stage)
{
    for (std::size_t i = 0; i < budget.lines.size(); ++i)
        if (i != line) std::erase(budget.lines[i].stages, StageKeys[stage]);
    std::vector<std::string> stages;
    for (std::size_t i = 0; i < StageKeys.size(); ++i)
        if (i == stage || answersFor(budget.lines[line], i)) stages.emplace_back(StageKeys[i]);
    budget.lines[line].stages = std::move(stages);
    std::erase_if(budget.lines, [](const BudgetLine& one) { return one.stages.empty(); });
    nameKeys(budget);
    return budget;
}

Budget withoutStage(Budget budget, std::size_t line, std::size_t stage)
{
    std::erase(budget.lines[line].stages, StageKeys[stage]);
    nameKeys(budget);
    return budget;
}

Budget withNewLine(Budget budget)
{
    BudgetLine line{.key = freeKey(budget),
        .title = "New line",
        .stages = {},
        .owner = budget.total.owner,
        .p50 = budget.total.p50 / telemetry::StageCount,
        .p99 = budget.total.p99 / telemetry::StageCount};
    for (std::size_t stage = 0; stage < StageKeys.size() && line.stages.empty(); ++stage)
        if (std::ranges::none_of(budget.lines, [stage](const BudgetLine& one) { return answersFor(one, stage); }))
            line.stages.emplace_back(StageKeys[stage]);
    budget.lines.push_back(std::move(line));
    return budget;
}

} // namespace tailrace::ui
