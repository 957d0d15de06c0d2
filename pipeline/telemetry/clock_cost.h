// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>

#include "pipeline/base/clock.h"

namespace tailrace::telemetry {

// What one reading of the clock takes, which every stamp costs: the median of several rounds. Takes some milliseconds.
std::chrono::duration<double, std::nano> costOfReading(const Clock& clock);

// What the kernel reads the time from, such as "tsc"; empty when it does not say. Anything but tsc may cost a system call a reading.
std::string clockSource();

} // namespace tailrace::telemetry
