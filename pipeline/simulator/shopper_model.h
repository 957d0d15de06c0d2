// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <vector>

#include "pipeline/base/strong_id.h"
#include "pipeline/event/event.h"
#include "pipeline/simulator/catalogue.h"
#include "pipeline/simulator/scenario.h"
#include "pipeline/simulator/weighted_choice.h"

namespace tailrace::simulator {

// One thing that one shopper did; all that the text of its event needs.
struct ShopperStep {
    std::uint32_t shopper = 0;
    event::EventType type = event::EventType::PageView;
    bool search = false;        // a page view of search results
    ProductIndex product{};     // product and list click, product view, add, remove
    std::uint32_t category = 0; // the list on show, the search
    std::int64_t cartCents = 0; // before the step, as the published tracker reports it
    int checkoutStep = 0;
    int campaign = -1;              // -1: came on their own
    std::uint32_t sessionIndex = 0; // the tracker's session, from 1
    std::uint32_t eventIndex = 0;   // in it, from 1
};

// Shoppers who land, browse lists, look at products by popularity and taste, fill a cart and check out. Pure: the
// next step follows from the seed and the steps before; no clock, no I/O. Not thread-safe.
class ShopperModel {
public:
    static constexpr int Campaigns = 6;
    // As trackers do: a session ends when its shopper was away for longer than this.
    static constexpr std::chrono::minutes TrackerSessionGap{30};

    ShopperModel(const Scenario& scenario, const Catalogue& catalogue);

    // Some shopper's next step, at this time since the start (not before the last one's).
    ShopperStep next(std::chrono::nanoseconds sinceStart);

private:
    enum class Phase : std::uint8_t { Away, Browsing, AtCheckout, Paying };
    enum class Move : std::uint8_t {
        PageView,
        Search,
        ListView,
        ListClick,
        ProductView,
        PromoView,
        AddToCart,
        RemoveFromCart,
        Checkout,
        Leave
    };
    static constexpr std::size_t Moves = 10;
    static constexpr std::size_t CartRoom = 4;

    struct Shopper {
        std::array<ProductIndex, CartRoom> cart{};
        ProductIndex product{};
        std::int64_t lastSeen = 0; // nanoseconds since the start
        std::uint32_t sessionIndex = 0;
        std::uint32_t eventIndex = 0;
        std::uint8_t category = 0;
        std::uint8_t cartSize = 0;
        std::int8_t campaign = -1;
        Phase phase = Phase::Away;
        bool hasProduct = false;
    };

    void keepTrackerSession(Shopper& shopper, std::chrono::nanoseconds sinceStart);
    void land(Shopper& shopper, ShopperStep& step);
    void browse(Shopper& shopper, ShopperStep& step);
    void make(Move move, Shopper& shopper, ShopperStep& step);
    void proceedCheckout(Shopper& shopper, ShopperStep& step);
    Move drawMove(const Shopper& shopper);
    ProductIndex drawProduct(std::uint8_t category);
    std::uint8_t drawCategory(std::uint32_t shopper);
    std::int64_t cartCents(const Shopper& shopper) const;

    // Which moves are open to a shopper: index = has a product | has something in the cart << 1 | has room << 2.
    static constexpr std::size_t Situations = 8;
    using Ladder = std::array<double, Moves>; // cumulative weights

    const Catalogue& m_catalogue;
    const double m_campaignShare;
    const std::uint64_t m_seed;
    Random m_random;
    std::array<Ladder, Situations> m_ladders{};
    WeightedChoice m_popular;
    std::vector<std::vector<ProductIndex>> m_byCategory;
    std::vector<WeightedChoice> m_popularInCategory; // empty categories: over all
    std::vector<Shopper> m_shoppers;
};

} // namespace tailrace::simulator
