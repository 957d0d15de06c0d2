// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "pipeline/base/result.h"
#include "pipeline/simulator/scenario.h"

namespace tailrace::simulator {

// What a scenario file may ask for at most; a slip of the keyboard must not fill a disk.
struct ScenarioLimits {
    static constexpr double PerSecond = 5e6;
    static constexpr double Shoppers = 1e7;
    static constexpr double LeastEventBytes = 200; // hardly an event is shorter than this without being filled up
    static constexpr double EventBytes = 65'536;
    static constexpr std::chrono::hours Duration{24};
    static constexpr std::chrono::hours History{168};
    static constexpr double TimeScale = 3600;
    static constexpr std::chrono::seconds Delay{10};
    static constexpr double Workers = 64;
    static constexpr double Partitions = 256;
};

// Refused with file, line and field when anything is missing, misspelt, of the wrong type or out of range.
Result<Scenario> loadScenario(const std::filesystem::path& file);
// As loadScenario, from text; `fileName` is for the error.
Result<Scenario> parseScenario(std::string_view text, std::string_view fileName);

// The names of the shipped scenarios, sorted.
std::vector<std::string> scenarioNames(const std::filesystem::path& resourceDir);
// A name of a file in resourceDir/scenarios, or the path of a file. Not found: an error that lists what there is.
Result<Scenario> findScenario(std::string_view nameOrPath, const std::filesystem::path& resourceDir);

} // namespace tailrace::simulator
