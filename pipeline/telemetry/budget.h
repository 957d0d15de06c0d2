// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/base/result.h"

namespace tailrace::telemetry {

// One line of a budget: a stage, or a named group of stages, with the owner who answers for it.
struct BudgetLine {
    std::string key; // a stage key, or a name of its own: letters a to z, digits, _ and -
    std::string title;
    std::vector<std::string> stages; // stage keys it covers, at least one
    std::string owner;
    std::chrono::nanoseconds p50{}; // target
    std::chrono::nanoseconds p99{}; // budget

    bool operator==(const BudgetLine&) const = default;
};

struct Budget {
    std::string name;
    std::vector<BudgetLine> lines;
    BudgetLine total; // key "total"; its title may be empty
    std::chrono::nanoseconds promise{};

    bool operator==(const Budget&) const = default;
};

// Reads a budget file (schema: resources/schemas/budget.schema.json). An error names file, line and field.
Result<Budget> parseBudget(std::string_view text, std::string_view fileName);
Result<Budget> loadBudget(const std::filesystem::path& file);

} // namespace tailrace::telemetry
