// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pipeline/base/result.h"

namespace tailrace::telemetry {

std::chrono::nanoseconds callingThreadCpuTime();
std::chrono::nanoseconds thisProcessCpuTime(); // of all its threads

// User and system time of a process, all its threads, without its children. In clock ticks, so in steps of usually 10 ms.
Result<std::chrono::nanoseconds> processCpuTime(pid_t pid);
// The same from the text of /proc/<pid>/stat.
Result<std::chrono::nanoseconds> parseProcessCpuTime(std::string_view stat, std::int64_t ticksPerSecond);

// User and system time of each thread of this process, with its name, in steps of usually 10 ms. One that ends meanwhile is left out.
std::vector<std::pair<std::string, std::chrono::nanoseconds>> threadCpuTimes();

// What the machine's cores did since boot, from /proc/stat.
struct MachineCpuTime {
    std::uint64_t total = 0; // clock ticks over all cores, idle ones included
    std::uint64_t steal = 0; // taken by other guests of the same host
};
Result<MachineCpuTime> machineCpuTime();
Result<MachineCpuTime> parseMachineCpuTime(std::string_view stat);

// The share of CPU time stolen between two readings, 0 to 1; nothing when no time has passed between them.
std::optional<double> stealShare(const MachineCpuTime& before, const MachineCpuTime& after);
// The same for a person: "0.4 % of CPU time".
std::string describeSteal(const MachineCpuTime& before, const MachineCpuTime& after);

} // namespace tailrace::telemetry
