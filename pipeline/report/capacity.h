// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pipeline/report/run_record.h"

namespace tailrace::report {

// One run at a constant rate.
struct CapacityStep {
    double rate = 0;                 // events per second, as demanded
    std::vector<std::string> broken; // what did not hold, a sentence each; empty: it passed
    bool generatorLate = false;      // its P99 was more than 10 ms late: the load was not the demanded one
    RunRecord record;

    bool passed() const { return broken.empty(); }
};

// What an event costs a role: CPU time of all its threads.
struct RoleCost {
    std::string role;
    double microseconds = 0; // per event
};

// What is measured at the knee, and asked of it.
struct CapacityBasis {
    double kneeRate = 0; // the highest rate that passed
    std::int32_t partitions = 0;
    std::size_t workers = 0;
    std::vector<RoleCost> costs; // with the roles "worker" and, where they are ours, "broker" and "redis"; no generator
    double target = 2'300'000;   // events per second
    double busy = 0.7;           // of a core, at most: what is more busy makes others wait
};

// How many of each the target needs, by straight proportion.
struct CapacityNeed {
    std::size_t workers = 0, partitions = 0, stores = 0, cores = 0;
    std::string arithmetic; // how each comes about, a line each
};
CapacityNeed needOf(const CapacityBasis& basis);

// The stage that broke first: of those above their budget the one that is the farthest above it; else the one whose P99 has grown most since
// `before`. Empty when nothing can be said.
std::string brokenStage(const CapacityStep& step, const CapacityStep* before);

// A line per step, for a terminal.
std::string stepTable(const std::vector<CapacityStep>& steps);

// The rates to try: doubles while they pass, then halves the gap between the highest that passed and the lowest that did not, until it is
// within a tenth.
class RateSearch {
public:
    RateSearch(double from, double most) : m_next(from), m_most(most) {}

    std::optional<double> next() const { return m_next; }
    void tell(bool passed);
    double highestPassed() const { return m_passed; } // 0: none
    std::optional<double> lowestBroken() const { return m_broken; }

private:
    static constexpr double CloseEnough = 1.1;
    std::optional<double> m_next;
    double m_most;
    double m_passed = 0;
    std::optional<double> m_broken;
};

} // namespace tailrace::report
