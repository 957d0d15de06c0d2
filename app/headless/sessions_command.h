// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

namespace tailrace::headless {

struct SessionsArguments {
    std::filesystem::path folder; // of a run, also of one that goes on
    std::string shopper;          // empty: of all, those that closed last come first
    std::size_t limit = 20;
    std::string format = "text"; // or json: one object a line
};

// Prints the closed sessions of a run. Returns the exit code.
int listSessions(const SessionsArguments& arguments);

} // namespace tailrace::headless
