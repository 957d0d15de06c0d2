// SPDX-License-Identifier: Apache-2.0
#include "pipeline/simulator/shopper_model.h"

#include <QtTest>
#include <map>

using namespace tailrace;
using namespace tailrace::simulator;
using namespace std::chrono_literals;
using event::EventType;

namespace {

Scenario smallScenario()
{
    Scenario scenario;
    scenario.shoppers = 50;
    return scenario;
}

} // namespace

class ShopperModelTest : public QObject {
    Q_OBJECT
private slots:
    void everyVisitIsPossible()
    {
        const Catalogue catalogue = generateCatalogue(1, 300);
        ShopperModel model(smallScenario(), catalogue);
        struct Seen {
            std::map<bool, std::uint32_t> eventsOfDevice;
            EventType last = EventType::Other;
            int lastCheckout = 0;
            std::int64_t cart = 0;
            std::uint32_t events = 0;
        };
        std::map<std::uint32_t, Seen> shoppers;
        std::map<EventType, int> types;
        for (int i = 0; i < 100'000; ++i) {
            const ShopperStep step = model.next(std::chrono::milliseconds(i));
            Seen& seen = shoppers[step.shopper];
            if (seen.events == 0) QCOMPARE(step.type, EventType::PageView); // lands first
            ++seen.events;
            QCOMPARE(step.eventIndex, ++seen.eventsOfDevice[step.second]);
            const std::int64_t price = catalogue.products[step.product.value].priceCents;
            if (step.type == EventType::AddToCart || step.type == EventType::RemoveFromCart || step.type == EventType::CheckoutStep
                || step.type == EventType::Transaction)
                QCOMPARE(step.cartCents, seen.cart);
            if (step.type == EventType::AddToCart) seen.cart += price;
            if (step.type == EventType::RemoveFromCart) seen.cart -= price;
            if (step.type == EventType::CheckoutStep) QVERIFY(seen.cart > 0);
            if (step.checkoutStep == 2) QVERIFY(seen.last == EventType::CheckoutStep && seen.lastCheckout == 1);
            if (step.type == EventType::Transaction) {
                QCOMPARE(seen.lastCheckout, 2);
                seen.cart = 0;
            }
            QVERIFY(seen.cart >= 0);
            seen.last = step.type;
            seen.lastCheckout = step.checkoutStep;
            ++types[step.type];
        }
        QCOMPARE(shoppers.size(), std::size_t{50});
        for (const EventType type : {EventType::PageView, EventType::ListView, EventType::ListClick, EventType::ProductView,
                 EventType::AddToCart, EventType::RemoveFromCart, EventType::CheckoutStep, EventType::Transaction, EventType::PromoView})
            QVERIFY(types[type] > 100);
        QVERIFY(types[EventType::ProductView] > 2 * types[EventType::ListClick]);
    }

    void aStepWithoutWeightNeverHappens()
    {
        Scenario scenario = smallScenario();
        scenario.mix.weights = {.pageView = 0,
            .search = 0,
            .listView = 0,
            .listClick = 0,
            .productView = 1,
            .promoView = 0,
            .addToCart = 0,
            .removeFromCart = 0,
            .checkout = 0,
            .leave = 0};
        const Catalogue catalogue = generateCatalogue(1, 300);
        ShopperModel model(scenario, catalogue);
        std::map<EventType, int> types;
        for (int i = 0; i < 5000; ++i) ++types[model.next(0ns).type];
        QCOMPARE(types[EventType::PageView], 50); // the landings
        QCOMPARE(types[EventType::ProductView], 4950);
        scenario.mix.weights.productView = 0; // nothing to do but to come again
        ShopperModel idle(scenario, catalogue);
        for (int i = 0; i < 500; ++i) QCOMPARE(idle.next(0ns).type, EventType::PageView);
    }

    void popularProductsAreSeenMore()
    {
        const Catalogue catalogue = generateCatalogue(1, 1000);
        ShopperModel model(smallScenario(), catalogue);
        double popular = 0, average = 0;
        int views = 0;
        for (const Product& product : catalogue.products) average += product.popularity / 1000;
        for (int i = 0; i < 50'000; ++i) {
            const ShopperStep step = model.next(0ns);
            if (step.type != EventType::ProductView) continue;
            popular += catalogue.products[step.product.value].popularity;
            ++views;
        }
        QVERIFY(popular / views > 5 * average);
    }

    void trackerSessionEndsAfterHalfAnHourAway()
    {
        Scenario scenario = smallScenario();
        scenario.shoppers = 1;
        const Catalogue catalogue = generateCatalogue(1, 100);
        ShopperModel model(scenario, catalogue);
        model.next(0s);
        QCOMPARE(model.next(30min).sessionIndex, 1U);
        const ShopperStep again = model.next(60min + 1ms);
        QCOMPARE(again.sessionIndex, 2U);
        QCOMPARE(again.eventIndex, 1U);
        QCOMPARE(again.type, EventType::PageView);
    }
};

QTEST_GUILESS_MAIN(ShopperModelTest)
#include "shopper_model_test.moc"
