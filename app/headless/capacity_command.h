// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "app/run/run_plan.h"

namespace tailrace::headless {

struct CapacityArguments {
    std::string scenario = "steady"; // whose mix is played; at constant rates, without its incidents
    std::string stepDuration = "10s";
    double from = 5000;          // events per second of the first step
    double most = 1'000'000;     // no step goes beyond
    double target = 2'300'000;   // events per second to say the needs of
    std::string format = "text"; // or json; then what is said meanwhile goes to standard error
};

// Raises the rate until a threshold breaks, and says where, what broke first, what an event costs each role, and what the target would
// need. Each step is a run of its own, whose report stays in the folder. Returns the exit code.
int findCapacity(run::RunArguments run, const CapacityArguments& arguments);

} // namespace tailrace::headless
