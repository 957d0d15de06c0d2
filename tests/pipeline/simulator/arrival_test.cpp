// SPDX-License-Identifier: Apache-2.0
#include "pipeline/simulator/arrival.h"

#include <QtTest>
#include <cmath>

using namespace tailrace::simulator;
using namespace std::chrono_literals;

namespace {

std::vector<std::chrono::nanoseconds> all(const std::vector<RateStage>& stages, std::uint64_t seed)
{
    ArrivalSchedule schedule(stages, seed);
    std::vector<std::chrono::nanoseconds> due;
    while (const auto next = schedule.next()) due.push_back(*next);
    return due;
}

const std::vector<RateStage> UpAndDown{{2s, 0, 20000}, {1s, 20000, 20000}, {1s, 0, 0}, {2s, 30000, 0}};

} // namespace

class ArrivalTest : public QObject {
    Q_OBJECT
private slots:
    void sameSeedSameTimes()
    {
        QVERIFY(all(UpAndDown, 5) == all(UpAndDown, 5));
        QVERIFY(all(UpAndDown, 5) != all(UpAndDown, 6));
    }

    void timesNeverGoBackAndStayInside()
    {
        const auto due = all(UpAndDown, 5);
        QVERIFY(due.front() >= 0ns);
        QVERIFY(due.back() <= 6s);
        QVERIFY(std::is_sorted(due.begin(), due.end()));
    }

    void countsFollowTheRate()
    {
        const auto due = all(UpAndDown, 5);
        const auto between = [&](auto from, auto to) {
            return static_cast<double>(std::lower_bound(due.begin(), due.end(), to) - std::lower_bound(due.begin(), due.end(), from));
        };
        // Five standard deviations of a Poisson count.
        const auto near = [](double counted, double expected) { return std::abs(counted - expected) < 5 * std::sqrt(expected) + 1; };
        QVERIFY(near(between(0s, 1s), 5000));
        QVERIFY(near(between(1s, 2s), 15000));
        QVERIFY(near(between(2s, 3s), 20000));
        QCOMPARE(between(3s, 4s), 0.0);
        QVERIFY(near(between(4s, 5s), 22500));
        QVERIFY(near(between(5s, 6s), 7500));
        QVERIFY(near(static_cast<double>(due.size()), 70000));
    }

    void aFactorOfOneIsNoChange()
    {
        ArrivalSchedule schedule(UpAndDown, 5);
        schedule.multiply(1s, 1.0);
        std::vector<std::chrono::nanoseconds> due;
        while (const auto next = schedule.next()) due.push_back(*next);
        QVERIFY(due == all(UpAndDown, 5));
    }

    // From its moment on, and not before it; until the next one.
    void factorsMultiplyTheRateFromTheirTimeOn()
    {
        const std::vector<RateStage> flat{{9s, 10000, 10000}};
        ArrivalSchedule schedule(flat, 5);
        schedule.multiply(3s, 2.0);
        schedule.multiply(6s, 0.25);
        std::vector<std::chrono::nanoseconds> due;
        while (const auto next = schedule.next()) due.push_back(*next);
        QVERIFY(std::is_sorted(due.begin(), due.end()) && due.back() <= 9s);
        std::array<double, 3> counted{};
        for (const auto at : due) ++counted[static_cast<std::size_t>(at / 3s)];
        for (const auto& [got, expected] : {std::pair(counted[0], 30000.0), {counted[1], 60000.0}, {counted[2], 7500.0}})
            QVERIFY(std::abs(got - expected) < 5 * std::sqrt(expected));
        const auto before = all(flat, 5);
        QVERIFY(std::equal(due.begin(), due.begin() + static_cast<long>(counted[0]), before.begin()));
    }

    // A change that comes while the schedule is read, a little ahead: who knows it from the start reads the same times.
    void aChangeThatIsKnownInTimeIsTheSameWheneverItCame()
    {
        ArrivalSchedule known(UpAndDown, 5), told(UpAndDown, 5);
        known.multiply(1500ms, 3.0);
        bool said = false;
        while (const auto next = known.next()) {
            QVERIFY(told.next() == next);
            if (!said && *next > 1400ms) {
                told.multiply(1500ms, 3.0);
                said = true;
            }
        }
        QVERIFY(said && !told.next());
    }

    void gapsAreThoseOfAPoissonProcess()
    {
        const auto due = all({{5s, 20000, 20000}}, 9);
        double sum = 0, squares = 0;
        for (std::size_t i = 1; i < due.size(); ++i) {
            const double gap = std::chrono::duration<double>(due[i] - due[i - 1]).count() * 20000;
            sum += gap;
            squares += gap * gap;
        }
        const double n = static_cast<double>(due.size() - 1), mean = sum / n;
        QVERIFY(std::abs(mean - 1) < 0.03);
        QVERIFY(std::abs(squares / n - mean * mean - 1) < 0.08); // evenly spaced would be 0
    }

    void silenceHasNoArrivals() { QVERIFY(all({{1h, 0, 0}}, 1).empty()); }
};

QTEST_GUILESS_MAIN(ArrivalTest)
#include "arrival_test.moc"
