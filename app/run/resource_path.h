// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "pipeline/base/result.h"

namespace tailrace::run {

// The folder with scenarios and budgets: $TAILRACE_RESOURCES, else share/tailrace beside an installed program, else the sources'.
Result<std::filesystem::path> resourcePath();

} // namespace tailrace::run
