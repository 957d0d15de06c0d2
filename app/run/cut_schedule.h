// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "app/run/run_environment.h"

namespace tailrace::run {

// When a run that makes so many cuts makes all but the last, which is made when everything is worked off: times since its start, the
// latest first. In the second half, one in each of as many equal spans, where in it is drawn. Of a run whose length nobody
// knows: after one second, and each time about twice as late, until it is a minute.
std::vector<std::chrono::nanoseconds> cutTimes(std::size_t cuts, std::optional<std::chrono::nanoseconds> duration, std::uint64_t seed);

// Copies the declarations in force to the run's folder, for who recomputes its cuts. Nothing to do without cuts.
Result<void> keepDeclarations(const RunEnvironment& environment);

} // namespace tailrace::run
