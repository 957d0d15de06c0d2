// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace tailrace::headless {

// Returns the exit code. An empty `out` means the run file's own folder.
int exportRunFile(const std::filesystem::path& runFile, const std::vector<std::string>& formats, std::filesystem::path out);

} // namespace tailrace::headless
