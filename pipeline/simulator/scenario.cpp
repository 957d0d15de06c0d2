// SPDX-License-Identifier: Apache-2.0
#include "pipeline/simulator/scenario.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "pipeline/simulator/scenario_file.h"

namespace tailrace::simulator {
namespace {

using Seconds = std::chrono::duration<double>;

constexpr double LeastShoppers = 1000;

double eventsOf(const RateStage& stage) { return (stage.from + stage.to) / 2 * Seconds(stage.duration).count(); }

// 30000 -> "30 000"
std::string grouped(double value)
{
    std::string digits = std::to_string(std::llround(value));
    for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, 1, ' ');
    return digits;
}

std::string countInWords(double count)
{
    if (count < 1e6) return grouped(count);
    char text[32];
    std::snprintf(text, sizeof text, "%.1f million", count / 1e6);
    return text;
}

std::string minutesAndSeconds(std::chrono::nanoseconds time)
{
    const long long seconds = std::llround(Seconds(time).count());
    char text[32];
    std::snprintf(text, sizeof text, "%lld:%02lld", seconds / 60, seconds % 60);
    return text;
}

} // namespace

std::chrono::nanoseconds Dwell::mean() const
{
    return std::chrono::nanoseconds(std::llround(static_cast<double>(median.count()) * std::exp(sigma * sigma / 2)));
}

std::chrono::nanoseconds Scenario::duration() const
{
    std::chrono::nanoseconds total{};
    for (const RateStage& stage : stages) total += stage.duration;
    return total;
}

double Scenario::rateAt(std::chrono::nanoseconds sinceStart) const
{
    if (sinceStart.count() < 0) return 0.0;
    for (const RateStage& stage : stages) {
        if (sinceStart < stage.duration) return stage.from + (stage.to - stage.from) * (Seconds(sinceStart) / Seconds(stage.duration));
        sinceStart -= stage.duration;
    }
    return 0.0;
}

Scenario::Peak Scenario::peak() const
{
    Peak peak;
    std::chrono::nanoseconds begin{};
    for (const RateStage& stage : stages) {
        if (stage.from > peak.perSecond) peak = {stage.from, begin};
        begin += stage.duration;
        if (stage.to > peak.perSecond) peak = {stage.to, begin};
    }
    return peak;
}

double Scenario::plannedEvents() const
{
    double count = 0.0;
    for (const RateStage& stage : stages) count += eventsOf(stage);
    return count;
}

EventTime Scenario::eventTimeAtStart(EventTime wallNow) const
{
    if (timeScale <= 1.0) return wallNow;
    return wallNow - std::chrono::ceil<std::chrono::milliseconds>(Seconds(duration()) * (timeScale - 1.0));
}

std::string Scenario::inWords() const
{
    const Peak highest = peak();
    return "about " + countInWords(plannedEvents()) + " events in " + minutesAndSeconds(duration()) + ", peak " + grouped(highest.perSecond)
        + " a second at " + minutesAndSeconds(highest.at);
}

Scenario Scenario::scaledTo(std::chrono::nanoseconds total) const
{
    Scenario scaled = *this;
    const double factor = Seconds(total) / Seconds(duration());
    std::chrono::nanoseconds rest = total;
    for (RateStage& stage : scaled.stages) {
        stage.duration = std::chrono::nanoseconds(std::llround(static_cast<double>(stage.duration.count()) * factor));
        rest -= stage.duration;
    }
    scaled.stages.back().duration += rest; // what rounding left over
    const auto scale = [factor](std::chrono::nanoseconds& time) {
        time = std::chrono::nanoseconds(std::llround(static_cast<double>(time.count()) * factor));
    };
    for (ScheduledIncident& incident : scaled.incidents) {
        scale(incident.at);
        scale(incident.length);
    }
    return scaled;
}

Scenario Scenario::withRate(double peakPerSecond) const
{
    Scenario changed = *this;
    const double before = peak().perSecond;
    for (RateStage& stage : changed.stages) {
        stage.from = before > 0 ? stage.from * peakPerSecond / before : peakPerSecond;
        stage.to = before > 0 ? stage.to * peakPerSecond / before : peakPerSecond;
    }
    if (before <= 0) return changed; // nothing to be in proportion to
    const double factor = peakPerSecond / before;
    changed.shoppers = static_cast<std::uint32_t>(std::clamp(std::round(shoppers * factor),
        std::min(LeastShoppers, static_cast<double>(shoppers)), ScenarioLimits::Shoppers));
    changed.history.perSecond = std::min(history.perSecond * factor, ScenarioLimits::PerSecond);
    return changed;
}

} // namespace tailrace::simulator
