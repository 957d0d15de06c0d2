// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/simulator/stock_feed.h"

namespace tailrace::simulator {

// How far a rate may be changed by hand.
inline constexpr double LeastRateFactor = 0.25, MostRateFactor = 4;

struct SimulatedEvent {
    std::chrono::nanoseconds due{}; // since the start of the traffic
    bool wantsRecommendation = false;
    std::string_view body; // valid until the source's next call
};

// Events in the order in which they are due. Does not sleep and reads no clock: whoever plays it says how far time is.
// Not thread-safe.
class TrafficSource {
public:
    virtual ~TrafficSource() = default;

    // The next event, if it is due by now.
    virtual std::optional<SimulatedEvent> next(std::chrono::nanoseconds sinceStart) = 0;

    // As next(), of an event that nobody wants: everything behind it is the same, but its text need not be made.
    virtual void pass(std::chrono::nanoseconds sinceStart) { (void)next(sinceStart); }

    // When the next event is due; nothing: there are no more.
    virtual std::optional<std::chrono::nanoseconds> nextDue() const = 0;

    // True: open-loop, due times never depend on when events are taken. False: every event is due when it is taken, and
    // none is taken while the collector refuses; the latency measured is that of a closed loop.
    virtual bool isPaced() const { return true; }

    // Of the rate that it has by itself, so much from `at` on (see ArrivalSchedule::multiply); due times stay the schedule's. Only of
    // sources that draw their due times: false.
    virtual bool multiplyRate(std::chrono::nanoseconds, double) { return false; }
    virtual bool canMultiplyRate() const { return false; }

    // A past that was before the start, to be taken before its first event, or not at all: nothing, or a source that belongs to this one. Never
    // paced, and its due times lie before 0: so long before the start they would have been due. Null when there is none, or it is over.
    virtual TrafficSource* past() { return nullptr; }

    // What a report must say of how its events were made; to be asked when they are over.
    virtual std::vector<std::string> notes() const { return {}; }

    // What its events do to the stock of the shop; may be asked by any thread while it plays. Nothing: they do nothing to it.
    virtual StockFeed* stock() { return nullptr; }
};

} // namespace tailrace::simulator
