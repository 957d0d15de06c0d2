// SPDX-License-Identifier: Apache-2.0
#include "pipeline/simulator/weighted_choice.h"

#include <QtTest>
#include <cmath>

using namespace tailrace::simulator;

class WeightedChoiceTest : public QObject {
    Q_OBJECT
private slots:
    void drawsInProportionToTheWeights()
    {
        const std::vector<double> weights{5, 0, 1, 3, 0.5, 0.5};
        const WeightedChoice choice(weights);
        Random random(7);
        std::vector<int> counts(weights.size());
        constexpr int Draws = 200'000;
        for (int i = 0; i < Draws; ++i) ++counts[choice.draw(random)];
        QCOMPARE(counts[1], 0);
        for (std::size_t i = 0; i < weights.size(); ++i) QVERIFY(std::abs(counts[i] / double(Draws) - weights[i] / 10) < 0.005);
    }

    void oneWeightIsAlwaysDrawn()
    {
        const WeightedChoice choice({2.5});
        Random random(7);
        for (int i = 0; i < 100; ++i) QCOMPARE(choice.draw(random), 0U);
    }

    void randomStreamsOfOneSeedDiffer()
    {
        Random a(7, 0), same(7, 0), b(7, 1);
        const auto first = a.next();
        QCOMPARE(same.next(), first);
        QVERIFY(b.next() != first);
    }
};

QTEST_GUILESS_MAIN(WeightedChoiceTest)
#include "weighted_choice_test.moc"
