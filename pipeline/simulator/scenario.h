// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace tailrace::simulator {

// A part of the scenario in which the rate goes in a straight line. A jump is two stages that do not meet.
struct RateStage {
    std::chrono::nanoseconds duration{};
    double from = 0.0; // events per second
    double to = 0.0;
};

// How likely each next step of a browsing shopper is; only the proportions count. What a shopper cannot do now (add
// without a product, check out an empty cart) is left out of the draw.
struct StepWeights {
    double pageView = 14;
    double search = 4;
    double listView = 20;
    double listClick = 10;
    double productView = 30;
    double promoView = 3;
    double addToCart = 8;
    double removeFromCart = 2;
    double checkout = 4; // two steps and the transaction follow
    double leave = 6;    // the visit ends; the shopper's next event is a new landing
};

// Shares between 0 and 1.
struct TrafficShares {
    double request = 0.10;     // of page, list and product views: wait for a recommendation
    double malformed = 0.0005; // of all events, as the three below
    double duplicate = 0.001;  // an event is sent once more, with its id
    double late = 0.0002;      // the event time lies long before the session gap
    double loggedIn = 0.30;    // of the shoppers: known by a user id
    double campaign = 0.35;    // of the visits: come from a campaign
};

// Who does what at which rate: one file in resources/scenarios.
struct Scenario {
    std::string name;
    std::string description;
    std::uint64_t seed = 1;
    std::uint32_t shoppers = 50'000; // population
    std::uint32_t eventBytes = 650;  // events shorter than this are filled up
    std::vector<RateStage> stages;   // at least one
    StepWeights weights;
    TrafficShares shares;

    struct Peak {
        double perSecond = 0.0;
        std::chrono::nanoseconds at{};
    };

    std::chrono::nanoseconds duration() const;
    double rateAt(std::chrono::nanoseconds sinceStart) const; // 0 outside
    Peak peak() const;                                        // where it is reached first
    double plannedEvents() const;
    // "about 1.2 million events in 2:00, peak 30 000 a second at 0:40"
    std::string inWords() const;

    // The same shape, stretched or pressed into `total`; the rates stay.
    Scenario scaledTo(std::chrono::nanoseconds total) const;
    // The same shape with this peak rate; the proportions stay.
    Scenario withRate(double peakPerSecond) const;
};

} // namespace tailrace::simulator
