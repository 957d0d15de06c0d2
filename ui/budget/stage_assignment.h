// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pipeline/telemetry/budget.h"
#include "pipeline/telemetry/stage.h"

namespace tailrace::ui {

// Which line of a budget answers for which stage. Pure.

bool answersFor(const telemetry::BudgetLine& line, std::size_t stage);
// The stage belongs to that line, and to no other any more; lines that have none left go.
telemetry::Budget withStage(telemetry::Budget budget, std::size_t line, std::size_t stage);
// Nobody answers for the stage.
telemetry::Budget withoutStage(telemetry::Budget budget, std::size_t line, std::size_t stage);
// One line more, at the end: for the first stage that no line has, if there is one.
telemetry::Budget withNewLine(telemetry::Budget budget);

} // namespace tailrace::ui
