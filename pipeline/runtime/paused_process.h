// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <thread>

#include "pipeline/runtime/process_handle.h"
#include "pipeline/runtime/wakeup.h"

namespace tailrace::runtime {

// A process that stands still for as long as this object lives.
class StoppedProcess {
public:
    explicit StoppedProcess(ProcessHandle process);
    ~StoppedProcess();
    StoppedProcess(const StoppedProcess&) = delete;
    StoppedProcess& operator=(const StoppedProcess&) = delete;

private:
    ProcessHandle m_process;
};

// A server made slow for as long as this object lives: it stands still for `delay` at a time, with a moment between two in which it
// answers all that has come. A request waits between 0 and `delay`, on average for half of it; throughput is that of the moments.
// Owns one thread.
class SlowProcess {
public:
    static constexpr std::chrono::milliseconds Moment{4};

    SlowProcess(ProcessHandle process, std::chrono::nanoseconds delay);
    ~SlowProcess();
    SlowProcess(const SlowProcess&) = delete;
    SlowProcess& operator=(const SlowProcess&) = delete;

private:
    void run(const std::stop_token& stop) const;

    ProcessHandle m_process;
    std::chrono::nanoseconds m_delay;
    mutable Wakeup m_ending;
    std::jthread m_thread; // last: joined before the rest goes
};

} // namespace tailrace::runtime
