// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace tailrace::headless {

struct CompareArguments {
    std::filesystem::path a, b;              // run files, or folders that hold one
    std::vector<std::filesystem::path> also; // further runs, whose differences from their like are the noise
    std::string format = "text";             // or "md", "json"
};

// Prints how far two runs are apart, stage by stage, and how far equal ones are. Returns the exit code.
int compareRunFiles(const CompareArguments& arguments);

} // namespace tailrace::headless
