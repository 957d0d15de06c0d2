// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace tailrace::run {

// How far a run is that pushes its generated past through the pipeline before its traffic begins.
struct PastProgress {
    std::uint64_t applied = 0;        // events that the workers have decided on …
    std::uint64_t before = 0;         // … so many of them in an earlier life of the engine
    double expected = 0;              // about so many in all
    std::chrono::nanoseconds span{};  // of event time that it covers
    std::chrono::nanoseconds spent{}; // in this one

    // "generated past, 24 h before the start: 34 % of about 345 600 events, 98 000 a second"
    std::string inWords() const;
};

// "24 h", "90 min", "30 s"
std::string spanText(std::chrono::nanoseconds span);

} // namespace tailrace::run
