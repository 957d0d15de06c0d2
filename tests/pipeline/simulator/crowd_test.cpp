// SPDX-License-Identifier: Apache-2.0
#include "pipeline/simulator/crowd.h"

#include <QtTest>
#include <map>
#include <set>

using namespace tailrace::simulator;
using namespace std::chrono_literals;

class CrowdTest : public QObject {
    Q_OBJECT

    static constexpr auto Ignore = [](std::uint32_t) {};

private slots:
    void whoseDwellIsOverGoesBeforeWhoComes()
    {
        Random random(1);
        Crowd crowd(100, 0);
        QVERIFY(crowd.next(random).comes);
        crowd.stays(0, 5s);
        crowd.pass(4s, Ignore);
        QVERIFY(crowd.next(random).comes); // not yet
        crowd.stays(1, 60s);
        crowd.pass(1s, Ignore);
        const Crowd::Actor actor = crowd.next(random);
        QVERIFY(!actor.comes);
        QCOMPARE(actor.who, 0U);
    }

    void timeGoesFasterWhenEverybodyIsHere()
    {
        Random random(1);
        Crowd crowd(3, 0);
        for (std::uint32_t i = 0; i < 3; ++i) {
            QCOMPARE(crowd.next(random).who, i);
            crowd.stays(i, (10 - i) * 1s);
        }
        QCOMPARE(crowd.next(random).who, 2U); // the shortest dwell
        QVERIFY(crowd.ownTime() == 8s);
        crowd.stays(2, 30s);
        QCOMPARE(crowd.next(random).who, 1U);
        QVERIFY(crowd.ownTime() == 9s);
    }

    void whoWouldHaveToWaitForLongLeaves()
    {
        Random random(1);
        Crowd crowd(50, 0);
        for (std::uint32_t i = 0; i < 50; ++i) {
            crowd.next(random);
            crowd.stays(i, i < 20 ? 1s : 40s);
        }
        std::set<std::uint32_t> left;
        crowd.pass(5s, [&left](std::uint32_t who) { left.insert(who); });
        QVERIFY(left.empty());
        crowd.pass(Crowd::Patience, [&left](std::uint32_t who) { left.insert(who); });
        QCOMPARE(left.size(), std::size_t{20});
        QCOMPARE(*left.rbegin(), 19U);
        QVERIFY(crowd.next(random).comes); // they may come back
    }

    // Nobody is lost and nobody is in two places, whatever happens.
    void everybodyStaysOnePerson()
    {
        constexpr std::uint32_t Population = 200;
        Random random(7);
        Crowd crowd(Population, 0.5);
        std::map<std::uint32_t, bool> here; // by whom was seen
        for (int i = 0; i < 100'000; ++i) {
            crowd.pass(std::chrono::milliseconds(random.below(200)), [&here](std::uint32_t who) {
                QVERIFY(here.at(who));
                here[who] = false;
            });
            const Crowd::Actor actor = crowd.next(random);
            QCOMPARE(actor.comes, !here[actor.who]);
            here[actor.who] = !random.chance(0.1);
            if (here[actor.who])
                crowd.stays(actor.who, std::chrono::milliseconds(random.below(20'000)));
            else
                crowd.leaves(actor.who);
        }
        QCOMPARE(here.size(), std::size_t{Population});
    }

    void aDwellIsCutWhereTheWheelEnds()
    {
        Random random(1);
        Crowd crowd(1, 0);
        crowd.next(random);
        crowd.stays(0, 100h);
        crowd.pass(DwellWheel::LongestWait - 1s, Ignore);
        QCOMPARE(crowd.next(random).who, 0U); // nobody else is there
        QVERIFY(crowd.ownTime() <= DwellWheel::LongestWait);
    }
};

QTEST_GUILESS_MAIN(CrowdTest)
#include "crowd_test.moc"
