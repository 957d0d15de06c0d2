// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace tailrace::report {

// Lines of cells for a terminal: every column as wide as its widest cell, the columns from `numbersFrom` on to the right, but for the
// last one. Counts letters, not bytes.
std::string textColumns(const std::vector<std::vector<std::string>>& lines, std::size_t numbersFrom);

} // namespace tailrace::report
