// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace tailrace {

// The names of the .json files in a folder, without their ending, in order; none when it cannot be read.
std::vector<std::string> jsonNamesIn(const std::filesystem::path& folder);
// "a, b, c", or where none were found: to be said to whoever gave another name.
std::string jsonNamesText(const std::filesystem::path& folder);

} // namespace tailrace
