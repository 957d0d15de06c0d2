// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>

#include "pipeline/base/result.h"
#include "pipeline/telemetry/budget.h"

namespace tailrace::telemetry {

// A budget as the file that parseBudget() reads back as the same budget: a line for each line of it.
std::string budgetText(const Budget& budget);
// Writes that file, whole or not at all (see replaceFile). Refused, with the field, for a budget that could not be read back.
Result<void> saveBudget(const Budget& budget, const std::filesystem::path& file);

// "150ms", "2s", "250us": in the largest unit that needs no decimals; reads back as the same duration.
std::string durationText(std::chrono::nanoseconds duration);
// Also a bare number of milliseconds, as in the file. Always more than 0.
Result<std::chrono::nanoseconds> parseLimit(std::string_view text);

// What the file's reader would refuse: where ("lines[2].p99", "promise") and why. Nothing: the budget can judge.
struct BudgetFault {
    std::string field, reason;
};
std::optional<BudgetFault> faultOf(const Budget& budget);

} // namespace tailrace::telemetry
