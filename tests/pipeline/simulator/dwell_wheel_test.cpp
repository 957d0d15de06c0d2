// SPDX-License-Identifier: Apache-2.0
#include "pipeline/simulator/dwell_wheel.h"

#include <QtTest>
#include <algorithm>
#include <map>

#include "pipeline/simulator/random.h"

using namespace tailrace::simulator;
using namespace std::chrono_literals;

class DwellWheelTest : public QObject {
    Q_OBJECT
private slots:
    void theEarliestComesFirst()
    {
        DwellWheel wheel(4);
        QVERIFY(wheel.empty());
        wheel.add(0, 20min);
        wheel.add(1, 3s);
        wheel.add(2, 3s + 40ms); // in the same tenth: first come, first out
        wheel.add(3, 700ms);
        QVERIFY(wheel.firstTime() == 700ms);
        for (const std::uint32_t who : {3U, 1U, 2U, 0U}) QCOMPARE(wheel.takeFirst(), who);
        QVERIFY(wheel.empty());
    }

    void agreesWithASortedListOverManyTurns()
    {
        constexpr std::uint32_t Population = 300;
        Random random(5);
        DwellWheel wheel(Population);
        std::map<std::uint32_t, std::int64_t> ticks; // of who waits
        std::chrono::nanoseconds now{};
        const auto add = [&](std::uint32_t who) {
            const std::chrono::nanoseconds until = now + std::chrono::milliseconds(random.below(25 * 60'000));
            wheel.add(who, until);
            ticks[who] = until / DwellWheel::Resolution;
        };
        for (std::uint32_t who = 0; who < Population; ++who) add(who);
        for (int i = 0; i < 50'000; ++i) {
            const auto earliest =
                std::min_element(ticks.begin(), ticks.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
            QCOMPARE(wheel.firstTime() / DwellWheel::Resolution, earliest->second);
            now = wheel.firstTime();
            const std::uint32_t who = wheel.takeFirst();
            QCOMPARE(ticks.at(who), earliest->second);
            ticks.erase(who);
            if (random.chance(0.9) || ticks.empty())
                add(who);
            else if (ticks.size() < Population / 2)
                for (std::uint32_t other = 0; other < Population; ++other)
                    if (!ticks.contains(other)) add(other);
        }
        QVERIFY(now > 10h); // the wheel has gone round many times
    }
};

QTEST_GUILESS_MAIN(DwellWheelTest)
#include "dwell_wheel_test.moc"
