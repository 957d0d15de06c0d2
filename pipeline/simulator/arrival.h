// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <deque>
#include <optional>
#include <vector>

#include "pipeline/simulator/random.h"
#include "pipeline/simulator/scenario.h"

namespace tailrace::simulator {

// Open-loop due times: a Poisson process whose rate follows the stages. Depends on the seed only, never on how fast
// anything downstream is. Unit-rate arrivals are mapped through the inverse of the integral of the rate.
class ArrivalSchedule {
public:
    ArrivalSchedule(std::vector<RateStage> stages, std::uint64_t seed);

    // Of the stages' rate, so much from there on: for what is drawn behind the first due time that is not before `at`. Changes come in the
    // order of their time. The same changes give the same due times, if each is known before that due time is drawn.
    void multiply(std::chrono::nanoseconds at, double factor) { m_changes.push_back({at, factor}); }

    // The next due time since the start, never before the last one. Nothing: the scenario is over.
    std::optional<std::chrono::nanoseconds> next();

private:
    struct Change {
        std::chrono::nanoseconds at{};
        double factor = 1.0;
    };

    void applyChanges();

    std::vector<RateStage> m_stages;
    std::deque<Change> m_changes; // to come
    double m_factor = 1.0;
    std::chrono::nanoseconds m_last{}; // due time
    Random m_random;
    std::size_t m_stage = 0;
    double m_stageBegin = 0.0; // seconds since the start
    double m_position = 0.0;   // expected events since the stage's begin
};

} // namespace tailrace::simulator
