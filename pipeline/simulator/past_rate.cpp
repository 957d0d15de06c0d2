// SPDX-License-Identifier: Apache-2.0
#include "pipeline/simulator/past_rate.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace tailrace::simulator {
namespace {

constexpr double BusiestHour = 18;
constexpr double Swing = 0.6; // (1 + 0.6) : (1 - 0.6) = 4 : 1

double shareAt(EventTime time)
{
    const double hours = static_cast<double>(toMillis(time)) / 3'600'000.0;
    return 1 + Swing * std::cos((hours - BusiestHour) / 24 * 2 * std::numbers::pi);
}

} // namespace

std::vector<RateStage> pastRate(const HistoryPlan& plan, EventTime end)
{
    std::vector<RateStage> stages;
    EventTime at = end - std::chrono::floor<std::chrono::milliseconds>(plan.duration);
    while (at < end) {
        const EventTime next = std::min<EventTime>(at + std::chrono::hours(1), end);
        stages.push_back({next - at, plan.perSecond * shareAt(at), plan.perSecond * shareAt(next)});
        at = next;
    }
    return stages;
}

double plannedPastEvents(const Scenario& scenario, EventTime wallNow)
{
    Scenario past;
    past.stages = pastRate(scenario.history, scenario.eventTimeAtStart(wallNow));
    return past.plannedEvents();
}

} // namespace tailrace::simulator
