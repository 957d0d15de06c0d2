// SPDX-License-Identifier: Apache-2.0
#include "pipeline/telemetry/clock_cost.h"

#include <algorithm>
#include <array>
#include <fstream>

namespace tailrace::telemetry {
namespace {

constexpr int Readings = 5'000;

} // namespace

std::chrono::duration<double, std::nano> costOfReading(const Clock& clock)
{
    std::array<std::chrono::duration<double, std::nano>, 9> rounds{};
    for (auto& round : rounds) {
        const Stamp begin = clock.now();
        Stamp end = begin;
        for (int i = 0; i < Readings; ++i) end = clock.now();
        round = std::chrono::duration<double, std::nano>(end - begin) / Readings;
    }
    std::ranges::sort(rounds);
    return rounds[rounds.size() / 2];
}

std::string clockSource()
{
    std::ifstream in("/sys/devices/system/clocksource/clocksource0/current_clocksource");
    std::string name;
    std::getline(in, name);
    return name;
}

} // namespace tailrace::telemetry
