// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "pipeline/base/clock.h"
#include "pipeline/simulator/incident_plan.h"
#include "pipeline/simulator/traffic_mix.h"

namespace tailrace::simulator {

// A part of the scenario in which the rate goes in a straight line. A jump is two stages that do not meet.
struct RateStage {
    std::chrono::nanoseconds duration{};
    double from = 0.0; // events per second
    double to = 0.0;
};

// The past that is generated before the start, so that windows and sessions are full at once.
struct HistoryPlan {
    std::chrono::nanoseconds duration{}; // of event time; 0: there is none
    double perSecond = 0.0;              // of event time, on average over a day; fewer at night
};

// What is known of the peak beforehand: the run is to begin with so many.
struct Preparation {
    std::int32_t partitions = 0; // of the embedded broker; 0: as usual
    std::size_t workers = 0;     // 0: as usual
};

// Who does what at which rate: one file in resources/scenarios.
struct Scenario {
    std::string name;
    std::string description;
    std::uint64_t seed = 1;
    std::uint32_t shoppers = 50'000; // population
    std::uint32_t eventBytes = 650;  // events shorter than this are filled up
    std::vector<RateStage> stages;   // at least one
    TrafficMix mix;
    double timeScale = 1.0; // so many seconds of event time pass in one second of the run; the rates are those of the run
    HistoryPlan history;
    Preparation prepare;
    std::vector<ScheduledIncident> incidents; // in the order of their begin

    struct Peak {
        double perSecond = 0.0;
        std::chrono::nanoseconds at{};
    };

    std::chrono::nanoseconds duration() const;
    double rateAt(std::chrono::nanoseconds sinceStart) const; // 0 outside
    Peak peak() const;                                        // where it is reached first
    double plannedEvents() const;                             // without the history
    // The event time at the start, when the run starts at `wallNow`. With a time scale above 1 it lies so far back that event time
    // has come up with the clock at the end: nothing lies in the future.
    EventTime eventTimeAtStart(EventTime wallNow) const;
    // "about 1.2 million events in 2:00, peak 30 000 a second at 0:40"
    std::string inWords() const;

    // The same shape, stretched or pressed into `total`, incidents too; the rates stay.
    Scenario scaledTo(std::chrono::nanoseconds total) const;
    // The same shop, larger or smaller: with this peak rate, and in proportion to it as many shoppers and as much past, so that each shopper
    // does what he did. But never fewer than 1 000 of them (or as many as there were), of whom shares can be had, nor more than a file may ask for.
    Scenario withRate(double peakPerSecond) const;
};

} // namespace tailrace::simulator
