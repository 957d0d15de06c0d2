// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <ctime>
#include <string>
#include <string_view>
#include <thread>

#include "pipeline/base/result.h"

namespace tailrace::telemetry {

// CPU time used by one thread of this process. May be read from any thread; once the thread has been joined, read()
// answers with an error.
class ThreadCpuClock {
public:
    static Result<ThreadCpuClock> of(std::jthread& thread);
    static ThreadCpuClock ofCallingThread();

    Result<std::chrono::nanoseconds> read() const;

private:
    explicit ThreadCpuClock(clockid_t clock) : m_clock(clock) {}

    clockid_t m_clock;
};

// User and system time of a process, all its threads, without its children. In clock ticks, so in steps of usually 10 ms.
Result<std::chrono::nanoseconds> processCpuTime(pid_t pid);
// The same from the text of /proc/<pid>/stat.
Result<std::chrono::nanoseconds> parseProcessCpuTime(std::string_view stat, std::int64_t ticksPerSecond);

// What the machine's cores did since boot, from /proc/stat.
struct MachineCpuTime {
    std::uint64_t total = 0; // clock ticks over all cores, idle ones included
    std::uint64_t steal = 0; // taken by other guests of the same host
};
Result<MachineCpuTime> machineCpuTime();
Result<MachineCpuTime> parseMachineCpuTime(std::string_view stat);

// The share of CPU time stolen between two readings, for a person: "0.4 % of CPU time".
std::string describeSteal(const MachineCpuTime& before, const MachineCpuTime& after);

} // namespace tailrace::telemetry
