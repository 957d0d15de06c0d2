// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "pipeline/simulator/arrival.h"
#include "pipeline/simulator/event_text.h"
#include "pipeline/simulator/shopper_model.h"
#include "pipeline/simulator/traffic_source.h"

namespace tailrace::simulator {

// Simulated shoppers at a scenario's rate, with its share of malformed, duplicate and late events. Same scenario,
// catalogue and origin: the same bytes at the same due times, however it is polled.
class ShopperTraffic final : public TrafficSource {
public:
    // How far back a late event lies: beyond any session gap and grace, however long its shopper was active.
    static constexpr std::chrono::hours Lateness{6};

    // `catalogue` must outlive it. `origin`: the event time at the start of the traffic.
    ShopperTraffic(const Scenario& scenario, const Catalogue& catalogue, EventTime origin);

    std::optional<SimulatedEvent> next(std::chrono::nanoseconds sinceStart) override;
    std::optional<std::chrono::nanoseconds> nextDue() const override { return m_due; }

private:
    // Which of the imperfections of real traffic an event has.
    enum class Flaw { None, Malformed, Duplicate, Late };
    Flaw drawFlaw();
    void compose(std::chrono::nanoseconds due, Flaw flaw, SimulatedEvent& event);

    const TrafficShares m_shares;
    const EventTime m_origin;
    ArrivalSchedule m_arrival;
    ShopperModel m_model;
    EventText m_text;
    Random m_random;
    std::optional<std::chrono::nanoseconds> m_due;
    std::string m_body;
    std::string m_remembered; // the event that is sent once more
};

// Damages a well-formed event in one of several ways: cut off, without id, without a user, with a time that is none,
// with bytes that are not UTF-8. Exposed for tests.
void spoil(std::string& body, std::uint32_t way, Random& random);
inline constexpr std::uint32_t WaysToSpoil = 5;

} // namespace tailrace::simulator
