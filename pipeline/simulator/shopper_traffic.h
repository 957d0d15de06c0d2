// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <future>
#include <string>

#include "pipeline/simulator/arrival.h"
#include "pipeline/simulator/delayed_steps.h"
#include "pipeline/simulator/event_text.h"
#include "pipeline/simulator/shopper_model.h"
#include "pipeline/simulator/traffic_source.h"

namespace tailrace::simulator {

// Simulated shoppers at a scenario's rate, with its share of malformed, duplicate, late, disordered and lost events. Same scenario,
// catalogue and origin: the same bytes at the same due times, however it is polled. Allocates nothing per event.
class ShopperTraffic final : public TrafficSource {
public:
    // How far back a late event lies: beyond any session gap and grace, however long its shopper was active.
    static constexpr std::chrono::hours Lateness{6};
    // How long a device keeps an event that is sent out of order, in event time: less than the grace.
    static constexpr std::chrono::seconds ShortestDelay{2}, LongestDelay{20};

    // `catalogue` must outlive it. `origin`: the wall clock at the start of the traffic (see Scenario::eventTimeAtStart).
    ShopperTraffic(const Scenario& scenario, const Catalogue& catalogue, EventTime origin);

    std::optional<SimulatedEvent> next(std::chrono::nanoseconds sinceStart) override { return take(sinceStart, true); }
    void pass(std::chrono::nanoseconds sinceStart) override { (void)take(sinceStart, false); }
    std::optional<std::chrono::nanoseconds> nextDue() const override { return m_due; }
    bool multiplyRate(std::chrono::nanoseconds at, double factor) override
    {
        m_arrival.multiply(at, factor);
        return true;
    }
    bool canMultiplyRate() const override { return true; }
    StockFeed* stock() override { return &m_model.stock(); }

    // The scenario's. Its events are due in the order of their event times, as long before the start; their app_id is EventText::PastAppId.
    TrafficSource* past() override { return m_past.nextDue() ? &m_past : nullptr; }

private:
    // Which of the imperfections of real traffic an event has.
    enum class Flaw { None, Malformed, Duplicate, Late, OutOfOrder };

    class Past final : public TrafficSource {
    public:
        Past(ShopperTraffic& traffic, const Scenario& scenario);
        std::optional<SimulatedEvent> next(std::chrono::nanoseconds) override { return take(true); }
        void pass(std::chrono::nanoseconds) override { (void)take(false); }
        std::optional<std::chrono::nanoseconds> nextDue() const override;
        bool isPaced() const override { return false; }

    private:
        std::optional<SimulatedEvent> take(bool wantsText);

        ShopperTraffic& m_traffic;
        const std::chrono::nanoseconds m_length;
        ArrivalSchedule m_arrival;
        std::optional<std::chrono::nanoseconds> m_at; // since its begin
    };

    std::optional<SimulatedEvent> take(std::chrono::nanoseconds sinceStart, bool wantsText);
    Flaw drawFlaw();
    void begin();
    void compose(std::chrono::nanoseconds due, Flaw flaw, bool wantsText, SimulatedEvent& event);
    void composeNext(std::chrono::nanoseconds due, bool wantsText, SimulatedEvent& event);
    ShopperStep happen(std::chrono::nanoseconds due);
    void delay(const ShopperStep& step, std::chrono::nanoseconds due);
    EventStamp stamp(EventTime timestamp, std::chrono::nanoseconds due);
    EventTime timeAt(std::chrono::nanoseconds eventTime) const;
    std::chrono::nanoseconds inEventTime(std::chrono::nanoseconds due) const;

    const TrafficShares m_shares;
    const double m_timeScale;
    const double m_firstRate; // of event time
    const EventTime m_origin; // event time at the start
    ArrivalSchedule m_arrival;
    ShopperModel m_model;
    EventText m_text;
    Random m_random;
    DelayedSteps m_delayed;
    bool m_hasBegun = false;
    std::optional<std::chrono::nanoseconds> m_due;
    std::string m_body;
    std::string m_remembered; // the event that is sent once more
    Past m_past;
    std::future<void> m_filled; // last: what fills the shop uses all of the above. Until it is ready, nobody else does
};

// Damages a well-formed event in one of several ways: cut off, without id, without a user, with a time that is none,
// with bytes that are not UTF-8. Exposed for tests.
void spoil(std::string& body, std::uint32_t way, Random& random);
inline constexpr std::uint32_t WaysToSpoil = 5;

} // namespace tailrace::simulator
