// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include <map>
#include <random>

#include "pipeline/sessionize/timer_wheel.h"

using namespace tailrace;
using Wheel = sessionize::TimerWheel<int>;

class TimerWheelTest : public QObject {
    Q_OBJECT

private slots:
    void firesOnceTheDueSecondIsOver();
    void firesWhatWasArmedBeforeTheFirstAdvance();
    void firesWhatIsArmedInThePast();
    void bringsFarTimersByRearming();
    void losesNothingOverAJump();
    void losesNothingWhateverHappens();
};

namespace {

constexpr std::int64_t Start = 1'700'000'000'000;

std::vector<int> advance(Wheel& wheel, std::int64_t millis)
{
    std::vector<int> fired;
    wheel.advance(fromMillis(millis), [&fired](int item) { fired.push_back(item); });
    return fired;
}

} // namespace

void TimerWheelTest::firesOnceTheDueSecondIsOver()
{
    Wheel wheel;
    advance(wheel, Start);
    wheel.arm(fromMillis(Start + 10'500), 7);
    QCOMPARE(advance(wheel, Start + 10'499), std::vector<int>{});
    QCOMPARE(advance(wheel, Start + 10'999), std::vector<int>{}); // never before it is due
    QCOMPARE(advance(wheel, Start + 11'000), std::vector<int>{7});
    QCOMPARE(advance(wheel, Start + 20'000'000), std::vector<int>{}); // and once
}

void TimerWheelTest::firesWhatWasArmedBeforeTheFirstAdvance()
{
    Wheel wheel;
    wheel.arm(fromMillis(Start + 10'500), 1); // comes early, as its place is not known yet: who fires looks
    QCOMPARE(advance(wheel, Start), std::vector<int>{1});
}

void TimerWheelTest::firesWhatIsArmedInThePast()
{
    Wheel wheel;
    advance(wheel, Start);
    wheel.arm(fromMillis(Start - 60'000), 3);
    QCOMPARE(advance(wheel, Start + 1000), std::vector<int>{3});
}

void TimerWheelTest::bringsFarTimersByRearming()
{
    Wheel wheel;
    advance(wheel, Start);
    const std::int64_t due = Start + 3 * 4096 * 1000 + 500;
    wheel.arm(fromMillis(due), 9);
    int calls = 0;
    std::int64_t firedAt = 0;
    for (std::int64_t now = Start; now < due + 10'000; now += 1000) {
        wheel.advance(fromMillis(now), [&](int item) {
            ++calls;
            if (now >= due)
                firedAt = now;
            else
                wheel.arm(fromMillis(due), item);
        });
    }
    QCOMPARE(firedAt, Start + 3 * 4096 * 1000 + 1000);
    QVERIFY2(calls <= 5, "re-armed too often");
}

void TimerWheelTest::losesNothingOverAJump()
{
    for (const std::int64_t jump : {4095, 4096, 4097, 100'000'000}) {
        Wheel wheel;
        advance(wheel, Start);
        for (int i = 0; i < 4000; ++i) wheel.arm(fromMillis(Start + i * 1000), i);
        QCOMPARE(advance(wheel, Start + jump * 1000).size(), 4000U);
        QCOMPARE(toMillis(wheel.now()), Start + jump * 1000);
    }
}

// Seeded: each armed timer comes to its end exactly once, never early, and at most a second late.
void TimerWheelTest::losesNothingWhateverHappens()
{
    for (unsigned seed = 0; seed < 10; ++seed) {
        std::mt19937_64 random(seed);
        Wheel wheel;
        std::map<int, std::int64_t> waiting;
        std::int64_t now = Start;
        advance(wheel, now);
        for (int step = 0; step < 2000; ++step) {
            const std::int64_t due = now + static_cast<std::int64_t>(random() % 12'000'000);
            waiting[step] = due;
            wheel.arm(fromMillis(due), step);
            now += static_cast<std::int64_t>(random() % (random() % 100 == 0 ? 9'000'000U : 3'000U));
            wheel.advance(fromMillis(now), [&](int item) {
                if (waiting.at(item) > now)
                    wheel.arm(fromMillis(waiting.at(item)), item);
                else
                    waiting.erase(item);
            });
            for (const auto& [item, at] : waiting) QVERIFY2(at + 1000 > now, "a due timer did not fire");
        }
    }
}

QTEST_GUILESS_MAIN(TimerWheelTest)
#include "timer_wheel_test.moc"
