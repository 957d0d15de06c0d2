// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "pipeline/simulator/catalogue.h"
#include "pipeline/simulator/random.h"
#include "pipeline/simulator/scenario.h"
#include "pipeline/simulator/shopper.h"
#include "pipeline/simulator/shopper_step.h"
#include "pipeline/simulator/stock.h"
#include "pipeline/simulator/weighted_choice.h"

namespace tailrace::simulator {

// What shoppers do in the shop: browse lists, look at products by popularity and taste, fill a cart, check out and pay. Bots only look.
// Pure: the next step follows from the shopper and the draws. Not thread-safe.
class ShopFloor {
public:
    // `catalogue` and `stock` must outlive it.
    ShopFloor(const Scenario& scenario, const Catalogue& catalogue, Stock& stock);

    // The first page of a visit.
    void land(Shopper& shopper, ShopperStep& step, Random& random) const;
    // The next step of somebody who is here. False: leaves instead; there is no step.
    bool act(Shopper& shopper, ShopperStep& step, Random& random) const;

    // In the order of their weights in the ladders. Exposed for tests.
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

private:
    static constexpr std::size_t Moves = 10;
    // Which moves are open to a shopper: index = can add the product | has something in the cart << 1 | is a bot << 2.
    static constexpr std::size_t Situations = 8;
    using Ladder = std::array<double, Moves>; // cumulative weights

    bool browse(Shopper& shopper, ShopperStep& step, Random& random) const;
    void make(Move move, Shopper& shopper, ShopperStep& step, Random& random) const;
    bool proceedCheckout(Shopper& shopper, ShopperStep& step, Random& random) const;
    void pay(Shopper& shopper, ShopperStep& step) const;
    void showCart(const Shopper& shopper, ShopperStep& step) const;
    void takeOut(std::size_t item, Shopper& shopper, ShopperStep& step) const;
    std::size_t soldOutItem(const Shopper& shopper) const;
    Move drawMove(const Shopper& shopper, Random& random) const;
    ProductIndex drawProduct(std::uint8_t category, Random& random) const;
    std::uint8_t drawCategory(std::uint32_t shopper, Random& random) const;

    const Catalogue& m_catalogue;
    Stock& m_stock;
    const std::uint64_t m_seed;
    const int m_checkoutSteps;
    std::array<Ladder, Situations> m_ladders{};
    WeightedChoice m_popular;
    std::vector<std::vector<ProductIndex>> m_byCategory;
    std::vector<WeightedChoice> m_popularInCategory; // of an empty category: never drawn
};

} // namespace tailrace::simulator
