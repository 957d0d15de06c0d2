// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

#include "pipeline/base/clock.h"
#include "pipeline/telemetry/histogram.h"

namespace tailrace::telemetry {

// How late the machine wakes a thread that has nothing to do: what no program on it can be faster than. The thread is due once a
// millisecond, on a fixed grid, and records for each point of the grid how much later it ran. A stall of 100 ms so counts as a hundred wake-ups,
// late by 100, 99, ... ms, as it would delay a hundred events. It has no higher priority than any other thread, so a core that the run
// itself keeps busy shows as well. Owns one thread, from start() to stop().
class HiccupMeter {
public:
    static constexpr std::chrono::milliseconds Interval{1};

    explicit HiccupMeter(const Clock& clock) : m_clock(clock) {}
    ~HiccupMeter();
    HiccupMeter(const HiccupMeter&) = delete;
    HiccupMeter& operator=(const HiccupMeter&) = delete;

    // Pins its thread to the last core that the process may use: most interrupts go to the first.
    void start();
    void stop(); // idempotent

    // Any thread.
    Histogram histogram() const;
    // Nothing: the system refused to pin it.
    std::optional<int> core() const;

private:
    void run(const std::stop_token& stop);

    const Clock& m_clock;
    mutable std::mutex m_mutex; // guards the two below
    Histogram m_histogram;
    std::optional<int> m_core;
    std::jthread m_thread; // last: joined before anything else goes
};

// Records at every point of the grid from `next` on that has passed by `now` how late it is; moves `next` to the first to come.
void recordWakeUp(Histogram& histogram, Stamp& next, Stamp now, std::chrono::nanoseconds interval);

} // namespace tailrace::telemetry
