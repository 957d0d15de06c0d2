// SPDX-License-Identifier: Apache-2.0
#include "pipeline/simulator/scenario.h"

#include <QtTest>

using namespace tailrace::simulator;
using namespace std::chrono_literals;

namespace {

Scenario sale()
{
    Scenario scenario;
    scenario.stages = {{20s, 1500, 1500}, {20s, 1500, 30000}, {40s, 30000, 30000}, {20s, 30000, 1500}, {20s, 1500, 1500}};
    return scenario;
}

} // namespace

class ScenarioTest : public QObject {
    Q_OBJECT
private slots:
    void plannedEventsAreTheAreaUnderTheRate()
    {
        QCOMPARE(sale().plannedEvents(), 20 * 1500.0 + 20 * 15750.0 + 40 * 30000.0 + 20 * 15750.0 + 20 * 1500.0);
    }

    void rateGoesInAStraightLineWithinAStage()
    {
        const Scenario scenario = sale();
        QCOMPARE(scenario.rateAt(-1s), 0.0);
        QCOMPARE(scenario.rateAt(0s), 1500.0);
        QCOMPARE(scenario.rateAt(30s), 15750.0);
        QCOMPARE(scenario.rateAt(60s), 30000.0);
        QCOMPARE(scenario.rateAt(120s), 0.0);
    }

    void saysInWordsWhatItPlans()
    {
        QCOMPARE(sale().inWords(), std::string("about 1.9 million events in 2:00, peak 30 000 a second at 0:40"));
    }

    void scalingKeepsRatesAndLastsExactlyAsLongAsAsked()
    {
        for (const auto total : {std::chrono::nanoseconds(60s), std::chrono::nanoseconds(77777777777), std::chrono::nanoseconds(10min)}) {
            const Scenario scaled = sale().scaledTo(total);
            QVERIFY(scaled.duration() == total);
            QCOMPARE(scaled.peak().perSecond, 30000.0);
        }
        QCOMPARE(sale().scaledTo(60s).plannedEvents(), sale().plannedEvents() / 2);
        QVERIFY(sale().scaledTo(60s).peak().at == 20s);
    }

    void aRateScalesTheWholeShape()
    {
        const Scenario scaled = sale().withRate(3000);
        QCOMPARE(scaled.peak().perSecond, 3000.0);
        QCOMPARE(scaled.rateAt(0s), 150.0);
        Scenario silent = sale();
        for (RateStage& stage : silent.stages) stage.from = stage.to = 0;
        QCOMPARE(silent.withRate(10).rateAt(50s), 10.0);
        QCOMPARE(silent.withRate(10).shoppers, silent.shoppers);
    }

    // Each shopper does what he did: there are more or fewer of them, and of their past.
    void aRateScalesTheShop()
    {
        Scenario shop = sale();
        shop.shoppers = 50'000;
        shop.history = {.duration = 24h, .perSecond = 4};
        const Scenario larger = shop.withRate(60'000);
        QCOMPARE(larger.shoppers, 100'000U);
        QCOMPARE(larger.history.perSecond, 8.0);
        QVERIFY(larger.history.duration == 24h);
        QCOMPARE(shop.withRate(30'000).shoppers, 50'000U);
        const Scenario small = shop.withRate(30); // of a thousandth no shares can be had
        QCOMPARE(small.shoppers, 1000U);
        QCOMPARE(small.history.perSecond, 0.004);
        shop.shoppers = 100; // as few as it was made for
        QCOMPARE(shop.withRate(30).shoppers, 100U);
        shop.shoppers = 9'000'000; // no more than a file may ask for
        QCOMPARE(shop.withRate(3e6).shoppers, 10'000'000U);
    }
};

QTEST_GUILESS_MAIN(ScenarioTest)
#include "scenario_test.moc"
