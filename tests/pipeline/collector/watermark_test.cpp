// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include "pipeline/collector/watermark.h"

using namespace tailrace;
using namespace tailrace::collector;

namespace {

Stamp at(std::int64_t millis) { return fromNanos(millis * 1'000'000); }

} // namespace

class WatermarkTest : public QObject {
    Q_OBJECT

private slots:
    void isTheRunningMaximum();
    void advancesAtThePaceOfTheClockWhileIdle();
    void doesNotCountTheSameTimeTwice();
    void oldDataPacesItself();
    void goesOnFromItsStartAfterARestart();
    void isUnknownBeforeTheFirstEvent();
};

void WatermarkTest::isTheRunningMaximum()
{
    Watermark w({}, at(0));
    std::int64_t highest = 0;
    for (const std::int64_t time : {5, 3, 9, 9, 1, 12}) {
        w.observe(fromMillis(time), at(0));
        highest = std::max(highest, time);
        QCOMPARE(toMillis(w.value()), highest);
    }
}

void WatermarkTest::advancesAtThePaceOfTheClockWhileIdle()
{
    Watermark w({}, at(0));
    w.observe(fromMillis(1000), at(50));
    w.tick(at(1050));
    QCOMPARE(toMillis(w.value()), std::int64_t{2000});
    w.tick(at(3550));
    QCOMPARE(toMillis(w.value()), std::int64_t{4500});
    w.tick(at(2000)); // an older reading
    QCOMPARE(toMillis(w.value()), std::int64_t{4500});
}

void WatermarkTest::doesNotCountTheSameTimeTwice()
{
    Watermark w({}, at(0));
    w.observe(fromMillis(1000), at(0));
    w.tick(at(500));
    w.observe(fromMillis(1200), at(600)); // behind W
    QCOMPARE(toMillis(w.value()), std::int64_t{1500});
    w.tick(at(700));
    QCOMPARE(toMillis(w.value()), std::int64_t{1600});
}

void WatermarkTest::oldDataPacesItself()
{
    Watermark w({}, at(0));
    w.observe(fromMillis(1'600'000'000'000), at(10));
    w.tick(at(20));
    QCOMPARE(toMillis(w.value()), std::int64_t{1'600'000'000'010});
}

void WatermarkTest::goesOnFromItsStartAfterARestart()
{
    Watermark w(fromMillis(7000), at(900));
    w.tick(at(1000));
    QCOMPARE(toMillis(w.value()), std::int64_t{7100});
}

void WatermarkTest::isUnknownBeforeTheFirstEvent()
{
    Watermark w({}, at(0));
    QVERIFY(!w.isKnown());
    w.observe(fromMillis(1), at(0));
    QVERIFY(w.isKnown());
}

QTEST_GUILESS_MAIN(WatermarkTest)
#include "watermark_test.moc"
