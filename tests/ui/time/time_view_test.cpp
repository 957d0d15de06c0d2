// SPDX-License-Identifier: Apache-2.0
#include "ui/time/time_view.h"

#include <QtTest>

using namespace tailrace::ui;

class TimeViewTest : public QObject {
    Q_OBJECT
private slots:
    void standsStillUntilItIsFull()
    {
        TimeView time;
        time.begin();
        time.setEnd(10);
        QCOMPARE(time.span(), (TimeSpan{0, 60}));
        QCOMPARE(time.measured(), (TimeSpan{0, 10}));
        time.setEnd(70);
        QCOMPARE(time.span(), (TimeSpan{10, 70}));
    }

    void holdsWhileCaptureGoesOn()
    {
        TimeView time;
        time.begin();
        time.setEnd(100);
        time.setPaused(true);
        time.setEnd(130);
        QCOMPARE(time.span(), (TimeSpan{40, 100}));
        QCOMPARE(time.end(), 130.0);
        QVERIFY(time.isPaused());
        time.goLive();
        QCOMPARE(time.span(), (TimeSpan{70, 130}));
    }

    void goesBackAndNotBeforeTheStart()
    {
        TimeView time;
        time.begin();
        time.setEnd(80);
        time.rewind(15);
        QCOMPARE(time.span(), (TimeSpan{5, 65}));
        time.rewind(15);
        QCOMPARE(time.span(), (TimeSpan{0, 60}));
    }

    void aRunThatIsOverIsFollowedNoMore()
    {
        TimeView time;
        time.showWhole(100);
        time.setPaused(true);
        time.setPaused(false);
        QVERIFY(!time.isLive());
        QCOMPARE(time.span(), (TimeSpan{0, 100}));
        time.begin();
        QVERIFY(time.isLive());
    }

    void zoomsAroundTheCrosshair()
    {
        TimeView time;
        time.showWhole(100);
        time.setCursor(25.0);
        time.zoom(0.5);
        QCOMPARE(time.span(), (TimeSpan{12.5, 62.5}));
        time.zoom(1e-6);
        QVERIFY(time.span().length() >= TimeView::Shortest);
    }

    void brushesAndPans()
    {
        TimeView time;
        time.showWhole(100);
        time.brush({20, 40});
        QCOMPARE(time.span(), (TimeSpan{20, 40}));
        time.pan(0.5);
        QCOMPARE(time.span(), (TimeSpan{30, 50}));
        time.pan(100);
        QCOMPARE(time.span(), (TimeSpan{80, 100}));
        time.pan(-100);
        QCOMPARE(time.span(), (TimeSpan{0, 20}));
    }

    void tellsOnce()
    {
        TimeView time;
        time.begin();
        QSignalSpy cursor(&time, &TimeView::cursorChanged), span(&time, &TimeView::spanChanged);
        time.setCursor(3.0);
        time.setCursor(3.0);
        QCOMPARE(cursor.count(), 1);
        time.setEnd(5);
        time.setEnd(5);
        QCOMPARE(span.count(), 1);
    }

    void saysTheTime()
    {
        QCOMPARE(clockText(47), QString("0:47"));
        QCOMPARE(clockText(3723.9), QString("1:02:03"));
        QCOMPARE(clockText(-2), QString("0:00"));
    }
};

QTEST_GUILESS_MAIN(TimeViewTest)
#include "time_view_test.moc"
