// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

namespace tailrace::headless {

// Prints what is computed, for whom, over which windows, and what it costs. An empty `folder` means the program's own
// declarations. Returns the exit code.
int listFeatures(std::filesystem::path folder, const std::string& profile);

} // namespace tailrace::headless
