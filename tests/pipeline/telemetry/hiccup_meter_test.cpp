// SPDX-License-Identifier: Apache-2.0
#include "pipeline/telemetry/hiccup_meter.h"

#include <QtTest/QtTest>

#include "pipeline/telemetry/clock_cost.h"
#include "tests/support/patience.h"

using namespace std::chrono_literals;
using namespace tailrace;
using namespace tailrace::telemetry;

class HiccupMeterTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // What a load test forgets that only notes how late it woke: the wake-ups that the stall swallowed.
    void aStallCountsAtEachPointOfTheGrid()
    {
        Histogram histogram;
        const Stamp begin = fromNanos(1'000'000'000);
        Stamp next = begin;
        recordWakeUp(histogram, next, begin + 100us, 1ms);
        QCOMPARE(histogram.count(), 1U);
        recordWakeUp(histogram, next, begin + 100ms, 1ms);
        QCOMPARE(histogram.count(), 101U);
        QCOMPARE(histogram.max(), std::chrono::nanoseconds(99ms));
        QVERIFY(histogram.quantile(0.5) > 48ms && histogram.quantile(0.5) < 52ms);
        QVERIFY(next == begin + 101ms);
        recordWakeUp(histogram, next, begin + 100ms, 1ms); // not due yet
        QCOMPARE(histogram.count(), 101U);
    }

    void measuresWhileItRuns()
    {
        const SystemClock clock;
        HiccupMeter meter(clock);
        QCOMPARE(meter.histogram().count(), 0U);
        meter.start();
        QTRY_VERIFY_WITH_TIMEOUT(meter.histogram().count() >= 50, test::patience(10'000));
        QVERIFY(meter.core().has_value());
        meter.stop();
        meter.stop();
        const auto count = meter.histogram().count();
        QVERIFY(meter.histogram().max() > 0ns);
        QTest::qSleep(5); // nothing is awaited: that it has ended is what is looked at
        QCOMPARE(meter.histogram().count(), count);
    }

    void aReadingOfTheClockCostsSomething()
    {
        const auto cost = costOfReading(SystemClock());
        QVERIFY2(cost.count() > 0.5 && cost.count() < 100'000, qPrintable(QString::number(cost.count())));
    }
};

QTEST_GUILESS_MAIN(HiccupMeterTest)
#include "hiccup_meter_test.moc"
