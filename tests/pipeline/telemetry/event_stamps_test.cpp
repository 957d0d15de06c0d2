// SPDX-License-Identifier: Apache-2.0
#include "pipeline/telemetry/event_stamps.h"

#include <QtTest/QtTest>

#include <random>

using namespace std::chrono_literals;
using namespace tailrace;
using namespace tailrace::telemetry;

namespace {

// Thirteen stamps in any order, as clocks of racing threads could deliver them.
EventStamps unordered(std::mt19937_64& random)
{
    const auto stamp = [&random] { return fromNanos(static_cast<std::int64_t>(random() % 2'000'000'000)); };
    return {stamp(), stamp(), stamp(), stamp(), stamp(), stamp(), stamp(), stamp(), stamp(), stamp(), stamp(), stamp(), stamp()};
}

} // namespace

class EventStampsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fiveStagesAddUpToDueToRendered()
    {
        std::mt19937_64 random(1);
        for (int i = 0; i < 10'000; ++i) {
            EventStamps stamps = unordered(random);
            monotone(stamps, true);
            std::chrono::nanoseconds sum{};
            for (const StageTime& time : stageTimes(stamps)) {
                QVERIFY(time.waiting >= 0ns && time.working >= 0ns);
                sum += time.total();
            }
            QCOMPARE(sum, stamps.rendered - stamps.due);
        }
    }

    void firstThreeStagesAddUpToDueToStored()
    {
        std::mt19937_64 random(2);
        for (int i = 0; i < 10'000; ++i) {
            EventStamps stamps = unordered(random);
            monotone(stamps, false);
            const auto times = stageTimes(stamps);
            QCOMPARE(times[0].total() + times[1].total() + times[2].total(), stamps.stored - stamps.due);
        }
    }

    void monotoneLeavesOrderedStampsAlone()
    {
        EventStamps stamps;
        Stamp at = fromNanos(1000);
        for (Stamp* stamp : {&stamps.due, &stamps.collectStarted, &stamps.durable, &stamps.produceStarted, &stamps.collected,
                 &stamps.sessionizeStarted, &stamps.computed, &stamps.storeStarted, &stamps.stored, &stamps.recommendStarted,
                 &stamps.responded, &stamps.renderStarted, &stamps.rendered}) {
            *stamp = at;
            at += 1ms;
        }
        monotone(stamps, true);
        const auto times = stageTimes(stamps);
        QCOMPARE(times[0].waiting, std::chrono::nanoseconds(2ms));
        QCOMPARE(times[0].working, std::chrono::nanoseconds(2ms));
        for (std::size_t i = 1; i < StageCount; ++i) QCOMPARE(times[i].total(), std::chrono::nanoseconds(2ms));
        QCOMPARE(stamps.rendered - stamps.due, std::chrono::nanoseconds(12ms));
    }
};

QTEST_GUILESS_MAIN(EventStampsTest)
#include "event_stamps_test.moc"
