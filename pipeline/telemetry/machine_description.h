// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

namespace tailrace::telemetry {

// The machine that a run's figures belong to: "cpu", "cores", "memory", "kernel", "os", as far as the system tells.
std::map<std::string, std::string> describeMachine();

} // namespace tailrace::telemetry
