// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "app/run/run_environment.h"

namespace tailrace::run {

// What only a run of a scenario has, as the user gave it.
struct ScenarioArguments {
    std::string scenario = "flash-sale";
    std::string duration;       // "120s"; empty: the scenario's own
    std::optional<double> rate; // peak events per second; none: the scenario's own
    std::optional<std::uint64_t> seed;
};

} // namespace tailrace::run
