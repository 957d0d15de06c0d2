// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "pipeline/simulator/catalogue.h"
#include "pipeline/simulator/crowd.h"
#include "pipeline/simulator/scenario.h"
#include "pipeline/simulator/shop_floor.h"
#include "pipeline/simulator/stock.h"
#include "pipeline/simulator/viewing.h"

namespace tailrace::simulator {

// The shoppers of a scenario, each a state machine: they come from a campaign or on their own, on one of their devices, anonymous or
// logged in, log in halfway, go on with the other device, shop or watch, leave and come back. Pure: the next step follows from the seed
// and the steps before; no clock, no I/O. Not thread-safe.
class ShopperModel {
public:
    static constexpr int Campaigns = 6;
    // As trackers do: a session ends when its shopper was away from that device for longer than this.
    static constexpr std::chrono::minutes TrackerSessionGap{30};

    // `catalogue` must outlive it.
    ShopperModel(const Scenario& scenario, const Catalogue& catalogue);

    // Some shopper's next step, at this event time since the start (not before the last one's; negative is before the start).
    ShopperStep next(std::chrono::nanoseconds sinceStart);

    // Plays so many steps a second up to this time, unseen, so that the shop is as full as at that rate and people are in the middle of
    // what they do. Not before the last step's time.
    void fill(double perSecond, std::chrono::nanoseconds until);

    Stock& stock() { return m_stock; }
    // The shoppers' own time since the first step. It passes faster than event time when there are too few shoppers for the rate.
    std::chrono::nanoseconds ownTime() const { return m_crowd.ownTime(); }

private:
    void meet(Shopper& shopper, std::uint32_t who);
    std::chrono::nanoseconds begin(Shopper& shopper, ShopperStep& step);
    std::optional<std::chrono::nanoseconds> act(Shopper& shopper, ShopperStep& step);
    void changeIdentity(Shopper& shopper);
    std::chrono::nanoseconds drawDwell(const Shopper& shopper);
    void sign(Shopper& shopper, ShopperStep& step);

    const TrafficShares m_shares;
    const double m_dwellNanos; // median
    const double m_dwellSigma;
    const std::uint64_t m_seed;
    Random m_random;
    Stock m_stock;
    ShopFloor m_floor;
    Screen m_screen;
    Crowd m_crowd;
    WeightedChoice m_devices, m_botDevices;
    std::optional<std::chrono::nanoseconds> m_last; // time of the last step
    std::vector<Shopper> m_shoppers;
    std::vector<Viewing> m_viewings; // empty when nobody watches
};

} // namespace tailrace::simulator
