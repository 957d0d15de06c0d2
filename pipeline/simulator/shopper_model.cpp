// SPDX-License-Identifier: Apache-2.0
#include "pipeline/simulator/shopper_model.h"

namespace tailrace::simulator {
namespace {

using event::EventType;

constexpr double FavouriteShare = 0.7;  // of the lists that a shopper opens: one of their three favourite categories
constexpr double StayInListShare = 0.8; // of the products: from the list on show
constexpr double PayShare = 0.7;        // of the checkouts that reach the next step
constexpr std::uint64_t FavouriteSalt = 0xfa7;

std::vector<double> popularities(const Catalogue& catalogue)
{
    std::vector<double> weights;
    weights.reserve(catalogue.products.size());
    for (const Product& product : catalogue.products) weights.push_back(product.popularity);
    return weights;
}

} // namespace

ShopperModel::ShopperModel(const Scenario& scenario, const Catalogue& catalogue)
    : m_catalogue(catalogue),
      m_campaignShare(scenario.shares.campaign),
      m_seed(scenario.seed),
      m_random(scenario.seed, 0x540b),
      m_popular(popularities(catalogue)),
      m_byCategory(catalogue.categories.size()),
      m_shoppers(scenario.shoppers)
{
    const StepWeights& w = scenario.weights;
    for (std::size_t situation = 0; situation < Situations; ++situation) {
        const double product = (situation & 1) ? 1.0 : 0.0;
        const double cart = (situation & 2) ? 1.0 : 0.0;
        const double room = (situation & 4) ? 1.0 : 0.0;
        m_ladders[situation] = {w.pageView, w.search, w.listView, w.listClick, w.productView, w.promoView, w.addToCart * product * room,
            w.removeFromCart * cart, w.checkout * cart, w.leave};
        for (std::size_t i = 1; i < Moves; ++i) m_ladders[situation][i] += m_ladders[situation][i - 1];
    }
    std::vector<std::vector<double>> weights(catalogue.categories.size());
    for (std::uint32_t i = 0; i < catalogue.products.size(); ++i) {
        const Product& product = catalogue.products[i];
        m_byCategory[product.category].push_back(ProductIndex(i));
        weights[product.category].push_back(product.popularity);
    }
    for (const auto& inCategory : weights) m_popularInCategory.emplace_back(inCategory.empty() ? std::vector<double>{1.0} : inCategory);
}

ShopperStep ShopperModel::next(std::chrono::nanoseconds sinceStart)
{
    ShopperStep step;
    step.shopper = m_random.below(static_cast<std::uint32_t>(m_shoppers.size()));
    Shopper& shopper = m_shoppers[step.shopper];
    keepTrackerSession(shopper, sinceStart);
    step.sessionIndex = shopper.sessionIndex;
    step.eventIndex = ++shopper.eventIndex;
    switch (shopper.phase) {
    case Phase::Away: land(shopper, step); break;
    case Phase::Browsing: browse(shopper, step); break;
    case Phase::AtCheckout:
    case Phase::Paying: proceedCheckout(shopper, step); break;
    }
    step.campaign = shopper.campaign;
    return step;
}

void ShopperModel::keepTrackerSession(Shopper& shopper, std::chrono::nanoseconds sinceStart)
{
    const bool isNew =
        shopper.sessionIndex == 0 || sinceStart.count() - shopper.lastSeen > std::chrono::nanoseconds(TrackerSessionGap).count();
    shopper.lastSeen = sinceStart.count();
    if (!isNew) return;
    ++shopper.sessionIndex;
    shopper.eventIndex = 0;
    shopper.phase = Phase::Away;
}

void ShopperModel::land(Shopper& shopper, ShopperStep& step)
{
    shopper.phase = Phase::Browsing;
    shopper.hasProduct = false;
    shopper.category = drawCategory(step.shopper);
    shopper.campaign = -1;
    if (m_random.chance(m_campaignShare)) shopper.campaign = static_cast<std::int8_t>(m_random.below(Campaigns));
    step.type = EventType::PageView;
}

void ShopperModel::browse(Shopper& shopper, ShopperStep& step)
{
    make(drawMove(shopper), shopper, step);
    step.category = shopper.category;
}

void ShopperModel::make(Move move, Shopper& shopper, ShopperStep& step)
{
    switch (move) {
    case Move::PageView: step.type = EventType::PageView; break;
    case Move::Search:
        step.search = true;
        shopper.category = drawCategory(step.shopper);
        break;
    case Move::ListView:
        step.type = EventType::ListView;
        shopper.category = drawCategory(step.shopper);
        break;
    case Move::ListClick:
    case Move::ProductView:
        step.type = move == Move::ListClick ? EventType::ListClick : EventType::ProductView;
        step.product = shopper.product = drawProduct(shopper.category);
        shopper.hasProduct = true;
        break;
    case Move::PromoView: step.type = EventType::PromoView; break;
    case Move::AddToCart:
        step.type = EventType::AddToCart;
        step.cartCents = cartCents(shopper);
        step.product = shopper.cart[shopper.cartSize++] = shopper.product;
        break;
    case Move::RemoveFromCart:
        step.type = EventType::RemoveFromCart;
        step.cartCents = cartCents(shopper);
        step.product = shopper.cart[--shopper.cartSize];
        break;
    case Move::Checkout:
        step.type = EventType::CheckoutStep;
        step.checkoutStep = 1;
        shopper.phase = Phase::AtCheckout;
        break;
    case Move::Leave: land(shopper, step); break;
    }
}

void ShopperModel::proceedCheckout(Shopper& shopper, ShopperStep& step)
{
    step.category = shopper.category;
    if (shopper.phase == Phase::Paying) {
        step.type = EventType::Transaction;
        step.cartCents = cartCents(shopper);
        shopper.cartSize = 0;
        shopper.phase = Phase::Away;
    } else if (m_random.chance(PayShare)) {
        step.type = EventType::CheckoutStep;
        step.checkoutStep = 2;
        shopper.phase = Phase::Paying;
    } else {
        shopper.phase = Phase::Browsing;
        browse(shopper, step);
    }
}

ShopperModel::Move ShopperModel::drawMove(const Shopper& shopper)
{
    const std::size_t situation =
        (shopper.hasProduct ? 1U : 0U) | (shopper.cartSize > 0 ? 2U : 0U) | (shopper.cartSize < CartRoom ? 4U : 0U);
    const Ladder& ladder = m_ladders[situation];
    const double drawn = m_random.uniform() * ladder.back();
    for (std::size_t i = 0; i < Moves; ++i) {
        if (drawn < ladder[i]) return static_cast<Move>(i);
    }
    return Move::Leave; // no move has any weight here
}

ProductIndex ShopperModel::drawProduct(std::uint8_t category)
{
    const auto& products = m_byCategory[category];
    if (products.empty() || !m_random.chance(StayInListShare)) return ProductIndex(m_popular.draw(m_random));
    return products[m_popularInCategory[category].draw(m_random)];
}

std::uint8_t ShopperModel::drawCategory(std::uint32_t shopper)
{
    const std::uint64_t categories = m_catalogue.categories.size();
    if (!m_random.chance(FavouriteShare)) return static_cast<std::uint8_t>(m_random.below(static_cast<std::uint32_t>(categories)));
    const std::uint64_t favourite = scramble(m_seed ^ FavouriteSalt ^ (std::uint64_t{shopper} << 16)) + m_random.below(3) * 7;
    return static_cast<std::uint8_t>(favourite % categories);
}

std::int64_t ShopperModel::cartCents(const Shopper& shopper) const
{
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < shopper.cartSize; ++i) sum += m_catalogue.products[shopper.cart[i].value].priceCents;
    return sum;
}

} // namespace tailrace::simulator
