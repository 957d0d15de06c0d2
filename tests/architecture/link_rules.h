// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tailrace::architecture {

// Reads what CMake knows about a target (one entry per line: what it links, its definitions, its include folders; the last two
// also carry what comes through other libraries) and names every entry that brings Qt.
class LinkRules {
public:
    std::vector<std::string> qtEntries(std::string_view description) const;
};

} // namespace tailrace::architecture
