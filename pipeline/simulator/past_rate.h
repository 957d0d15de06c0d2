// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "pipeline/base/clock.h"
#include "pipeline/simulator/scenario.h"

namespace tailrace::simulator {

// The rate of a scenario's past up to `end`, hour by hour: most at 18 h UTC, a quarter of that twelve hours later, on average over a
// day what the plan says. Empty without a past.
std::vector<RateStage> pastRate(const HistoryPlan& plan, EventTime end);

// How many events a scenario's past has, when the run is planned at `wallNow`: on average.
double plannedPastEvents(const Scenario& scenario, EventTime wallNow);

} // namespace tailrace::simulator
