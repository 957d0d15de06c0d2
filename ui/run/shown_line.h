// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include "pipeline/telemetry/stage_group.h"
#include "ui/run/second_point.h"

namespace tailrace::ui {

// What a line is (see LineKeys) under a budget, whose lines over several stages come behind the fixed ones, from FirstGroupLine on and in
// the budget's order. Lines that the budget does not have are empty.

std::size_t groupLines(const telemetry::Budget& budget);
// Null without a budget for it.
const telemetry::BudgetLine* budgetLineOf(const telemetry::Budget& budget, std::size_t line);
std::string seriesOfLine(const telemetry::Budget& budget, std::size_t line);
// Whose times add up to the line's.
telemetry::StageSet stagesOfLine(const telemetry::Budget& budget, std::size_t line);
// As a table or a heading has room for it.
QString lineTitle(const telemetry::Budget& budget, std::size_t line);

} // namespace tailrace::ui
