// SPDX-License-Identifier: Apache-2.0
#include "pipeline/degrade/coalescing.h"

#include <QTest>

using namespace tailrace;
using namespace std::chrono_literals;
using degrade::Coalescing;

class CoalescingTest : public QObject {
    Q_OBJECT

private slots:
    void withoutLagEveryChangeIsWrittenAtOnce()
    {
        Coalescing coalescing;
        coalescing.observe(249ms);
        QVERIFY(!coalescing.isOn() && coalescing.isDue(at(0ms), at(0ms)));
    }

    void gathersForAsLongAsTheLagIs()
    {
        Coalescing coalescing;
        coalescing.observe(400ms);
        QVERIFY(coalescing.isOn());
        QVERIFY(!coalescing.isDue(at(0ms), at(399ms)));
        QVERIFY(coalescing.isDue(at(0ms), at(400ms)));
    }

    void neverForLongerThanItMay()
    {
        Coalescing coalescing;
        coalescing.observe(20s);
        QVERIFY(!coalescing.isDue(at(0ms), at(999ms)));
        QVERIFY(coalescing.isDue(at(0ms), at(1000ms)));
    }

    // A lag that comes and goes around one threshold does not switch it each time.
    void endsFarBelowWhereItBegins()
    {
        Coalescing coalescing;
        coalescing.observe(250ms);
        coalescing.observe(60ms);
        QVERIFY(coalescing.isOn());
        coalescing.observe(49ms);
        QVERIFY(!coalescing.isOn());
        coalescing.observe(200ms);
        QVERIFY(!coalescing.isOn());
    }

    void mayBeSwitchedOff()
    {
        Coalescing coalescing({.longest = 0ms});
        coalescing.observe(20s);
        QVERIFY(!coalescing.isOn() && coalescing.isDue(at(0ms), at(0ms)));
    }

private:
    static Stamp at(std::chrono::nanoseconds time) { return Stamp() + time; }
};

QTEST_GUILESS_MAIN(CoalescingTest)
#include "coalescing_test.moc"
