// SPDX-License-Identifier: Apache-2.0
#include "pipeline/simulator/shop_floor.h"

#include <algorithm>

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

ShopFloor::ShopFloor(const Scenario& scenario, const Catalogue& catalogue, Stock& stock)
    : m_catalogue(catalogue),
      m_stock(stock),
      m_seed(scenario.seed),
      m_checkoutSteps(scenario.mix.checkoutSteps),
      m_popular(popularities(catalogue)),
      m_byCategory(catalogue.categories.size())
{
    const StepWeights& w = scenario.mix.weights;
    for (std::size_t situation = 0; situation < Situations; ++situation) {
        const double person = (situation & 4) ? 0.0 : 1.0;
        const double add = (situation & 1) ? person : 0.0;
        const double cart = (situation & 2) ? person : 0.0;
        m_ladders[situation] = {w.pageView, w.search * person, w.listView, w.listClick, w.productView, w.promoView * person,
            w.addToCart * add, w.removeFromCart * cart, w.checkout * cart, w.leave};
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

void ShopFloor::land(Shopper& shopper, ShopperStep& step, Random& random) const
{
    shopper.phase = Shopper::Phase::Browsing;
    shopper.hasProduct = false;
    shopper.category = drawCategory(step.shopper, random);
    step.type = EventType::PageView;
}

bool ShopFloor::act(Shopper& shopper, ShopperStep& step, Random& random) const
{
    if (shopper.phase == Shopper::Phase::AtCheckout) return proceedCheckout(shopper, step, random);
    return browse(shopper, step, random);
}

bool ShopFloor::browse(Shopper& shopper, ShopperStep& step, Random& random) const
{
    const Move move = drawMove(shopper, random);
    if (move == Move::Leave) return false;
    make(move, shopper, step, random);
    step.category = shopper.category;
    return true;
}

void ShopFloor::make(Move move, Shopper& shopper, ShopperStep& step, Random& random) const
{
    switch (move) {
    case Move::PageView:
    case Move::Leave: step.type = EventType::PageView; break;
    case Move::Search:
        step.search = true;
        shopper.category = drawCategory(step.shopper, random);
        break;
    case Move::ListView:
        step.type = EventType::ListView;
        shopper.category = drawCategory(step.shopper, random);
        break;
    case Move::ListClick:
    case Move::ProductView:
        step.type = move == Move::ListClick ? EventType::ListClick : EventType::ProductView;
        step.product = shopper.product = drawProduct(shopper.category, random);
        shopper.hasProduct = true;
        break;
    case Move::PromoView: step.type = EventType::PromoView; break;
    case Move::AddToCart:
        step.type = EventType::AddToCart;
        showCart(shopper, step);
        step.product = shopper.cart[shopper.cartSize++] = shopper.product;
        break;
    case Move::RemoveFromCart: takeOut(shopper.cartSize - 1U, shopper, step); break;
    case Move::Checkout:
        step.type = EventType::CheckoutStep;
        showCart(shopper, step);
        step.checkoutStep = shopper.checkoutStep = 1;
        shopper.phase = Shopper::Phase::AtCheckout;
        break;
    }
}

// Somebody else may have bought the last one meanwhile: it is taken out of the cart, and the checkout begins anew.
bool ShopFloor::proceedCheckout(Shopper& shopper, ShopperStep& step, Random& random) const
{
    step.category = shopper.category;
    if (const std::size_t item = soldOutItem(shopper); item < shopper.cartSize) {
        takeOut(item, shopper, step);
        shopper.phase = Shopper::Phase::Browsing;
    } else if (shopper.checkoutStep >= m_checkoutSteps) {
        pay(shopper, step);
    } else if (random.chance(PayShare)) {
        step.type = EventType::CheckoutStep;
        showCart(shopper, step);
        step.checkoutStep = ++shopper.checkoutStep;
    } else {
        shopper.phase = Shopper::Phase::Browsing;
        return browse(shopper, step, random);
    }
    return true;
}

void ShopFloor::pay(Shopper& shopper, ShopperStep& step) const
{
    step.type = EventType::Transaction;
    showCart(shopper, step);
    for (std::size_t i = 0; i < shopper.cartSize; ++i) m_stock.take(shopper.cart[i]);
    shopper.cartSize = 0;
    shopper.phase = Shopper::Phase::Away; // content
}

void ShopFloor::showCart(const Shopper& shopper, ShopperStep& step) const
{
    step.cartItems = shopper.cartSize;
    for (std::size_t i = 0; i < shopper.cartSize; ++i) step.cartCents += m_catalogue.products[shopper.cart[i].value].priceCents;
}

void ShopFloor::takeOut(std::size_t item, Shopper& shopper, ShopperStep& step) const
{
    step.type = EventType::RemoveFromCart;
    showCart(shopper, step);
    step.product = shopper.cart[item];
    shopper.cart[item] = shopper.cart[--shopper.cartSize];
}

// The first of which there are not enough, those in front of it counted; the cart's size: there are.
std::size_t ShopFloor::soldOutItem(const Shopper& shopper) const
{
    const auto begin = shopper.cart.begin();
    for (std::size_t i = 0; i < shopper.cartSize; ++i) {
        const ProductIndex product = shopper.cart[i];
        if (m_stock.units(product) <= static_cast<std::uint32_t>(std::count(begin, begin + static_cast<std::ptrdiff_t>(i), product)))
            return i;
    }
    return shopper.cartSize;
}

ShopFloor::Move ShopFloor::drawMove(const Shopper& shopper, Random& random) const
{
    const bool canAdd = shopper.hasProduct && shopper.cartSize < Shopper::CartRoom && m_stock.has(shopper.product);
    const std::size_t situation = (canAdd ? 1U : 0U) | (shopper.cartSize > 0 ? 2U : 0U) | (shopper.isBot ? 4U : 0U);
    const Ladder& ladder = m_ladders[situation];
    const double drawn = random.uniform() * ladder.back();
    for (std::size_t i = 0; i < Moves; ++i) {
        if (drawn < ladder[i]) return static_cast<Move>(i);
    }
    return Move::Leave; // no move has any weight here
}

ProductIndex ShopFloor::drawProduct(std::uint8_t category, Random& random) const
{
    const auto& products = m_byCategory[category];
    if (products.empty() || !random.chance(StayInListShare)) return ProductIndex(m_popular.draw(random));
    return products[m_popularInCategory[category].draw(random)];
}

std::uint8_t ShopFloor::drawCategory(std::uint32_t shopper, Random& random) const
{
    const std::uint64_t categories = m_catalogue.categories.size();
    if (!random.chance(FavouriteShare)) return static_cast<std::uint8_t>(random.below(static_cast<std::uint32_t>(categories)));
    const std::uint64_t favourite = scramble(m_seed ^ FavouriteSalt ^ (std::uint64_t{shopper} << 16)) + std::uint64_t{random.below(3)} * 7;
    return static_cast<std::uint8_t>(favourite % categories);
}

} // namespace tailrace::simulator
