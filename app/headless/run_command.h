// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "app/headless/run_environment.h"

namespace tailrace::headless {

struct ScenarioArguments {
    std::string scenario = "flash-sale";
    std::string duration;       // "120s"; empty: the scenario's own
    std::optional<double> rate; // peak events per second; none: the scenario's own
    std::optional<std::uint64_t> seed;
};

struct ReplayArguments {
    std::string file;
    std::string pace = "recorded";
};

// Both return the exit code.
int runScenario(const RunArguments& run, const ScenarioArguments& scenario);
int replayFile(const RunArguments& run, const ReplayArguments& replay);

} // namespace tailrace::headless
