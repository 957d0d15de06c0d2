// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

namespace tailrace::headless {

struct SelfcheckArguments {
    std::filesystem::path out;        // keeps run file, reports, raw stamps and what the observer saw; empty: nothing is kept
    std::string duration = "12s";     // of the traffic
    double rate = 1500;               // events per second
    std::string plantedError = "0ms"; // added to every stamp of the store's reply: the check must then fail
    bool quiet = false;
};

// Measures a short run twice, by its own stamps and by an observer that shares no code with them, while the broker stands still for 100 ms in its
// middle. Prints both. Returns the exit code: 0 only when they agree and the stall is found in full.
int selfcheck(const SelfcheckArguments& arguments);

} // namespace tailrace::headless
