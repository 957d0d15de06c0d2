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
    }
};

QTEST_GUILESS_MAIN(ScenarioTest)
#include "scenario_test.moc"
