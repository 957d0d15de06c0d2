// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include <algorithm>

#include "app/run/cut_schedule.h"

using namespace tailrace::run;
using namespace std::chrono_literals;

// When cuts are made: all but the last one, which needs no time of its own.
class CutScheduleTest : public QObject {
    Q_OBJECT

private slots:
    void spreadsOverTheSecondHalf()
    {
        const auto times = cutTimes(6, 100s, 7);
        QCOMPARE(times.size(), std::size_t{5});
        QVERIFY(std::ranges::is_sorted(times, std::ranges::greater()));
        for (std::size_t i = 0; i < times.size(); ++i) {
            const auto begin = 50s + 10s * static_cast<std::int64_t>(times.size() - 1 - i);
            QVERIFY(times[i] >= begin && times[i] < begin + 10s);
        }
        QVERIFY(cutTimes(6, 100s, 7) == times);
        QVERIFY(cutTimes(6, 100s, 8) != times);
    }

    void getsSlowerWhenNobodyKnowsTheLength()
    {
        auto times = cutTimes(12, std::nullopt, 1);
        std::ranges::reverse(times);
        QCOMPARE(times.size(), std::size_t{11});
        QVERIFY(times[0] < 2s && times[1] > times[0]);
        QVERIFY(times[10] - times[9] >= 45s && times[10] - times[9] <= 75s);
    }

    void theLastOneNeedsNoTime()
    {
        QVERIFY(cutTimes(0, 100s, 1).empty());
        QVERIFY(cutTimes(1, 100s, 1).empty());
    }
};

QTEST_GUILESS_MAIN(CutScheduleTest)
#include "cut_schedule_test.moc"
