// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tailrace::architecture {

// Reads what CMake knows about a target (one entry per line: what it links, its definitions, its include folders; the last two
// also carry what comes through other libraries) and names every entry that breaks a rule.
class LinkRules {
public:
    std::vector<std::string> qtEntries(std::string_view description) const;
    // The verifier is the second opinion: of our libraries it may link its own oracle and the compiler options, and no other.
    std::vector<std::string> sharedCodeEntries(std::string_view description) const;
};

} // namespace tailrace::architecture
