// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "pipeline/base/result.h"

namespace tailrace::bench {

struct RoundOptions {
    double perSecond = 20'000;
    double warmUpSeconds = 2; // not measured
    double seconds = 5;
    bool telemetry = true;
    bool countReadings = false; // of the engine's clock; the counting costs something, so such a round is for nothing else
};

// Of the measured part of one round.
struct RoundFigures {
    std::uint64_t events = 0; // applied
    double seconds = 0;
    std::map<std::string, double> cpuSeconds; // by role: generator, broker, redis, and each kind of thread of the engine
    double engineCpuSeconds = 0;              // this process without its generator
    double allCpuSeconds = 0;                 // and with generator and servers
    double freshnessP50Ms = 0, freshnessP99Ms = 0, totalP99Ms = 0; // of the whole round; 0 without telemetry
    std::uint64_t clockReadings = 0;                               // by all threads of the engine; 0: not counted
    std::uint64_t lagEvents = 0;                                   // at the end of the measured part
    bool generatorWasLate = false;
};

// Plays steady traffic through a pipeline of its own in this process, embedded servers and all. An error also when the ledger
// does not balance. Without telemetry nothing is recorded, sampled or gathered; events carry their stamps all the same.
Result<RoundFigures> playRound(const RoundOptions& options);

} // namespace tailrace::bench
