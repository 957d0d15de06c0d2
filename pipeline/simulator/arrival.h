// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
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

    // The next due time since the start, never before the last one. Nothing: the scenario is over.
    std::optional<std::chrono::nanoseconds> next();

private:
    std::vector<RateStage> m_stages;
    Random m_random;
    std::size_t m_stage = 0;
    double m_stageBegin = 0.0; // seconds since the start
    double m_position = 0.0;   // expected events since the stage's begin
};

} // namespace tailrace::simulator
