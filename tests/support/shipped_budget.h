// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "pipeline/telemetry/budget.h"

namespace tailrace::test {

// A budget of resources/budgets, by name.
inline telemetry::Budget shippedBudget(const std::string& name)
{
    return *telemetry::loadBudget(std::filesystem::path(TAILRACE_SOURCE_DIR) / "resources/budgets" / (name + ".json"));
}

} // namespace tailrace::test
