// SPDX-License-Identifier: Apache-2.0
#include <QLabel>
#include <QTableView>

#include "tests/support/studio_window.h"
#include "ui/chart/heat_map.h"
#include "ui/chart/spectrum_chart.h"
#include "ui/run/shown_line.h"
#include "ui/traces/traces_page.h"

using namespace tailrace;
using namespace tailrace::ui;

// What is brushed in a chart of the Budget page is what the Traces page shows.
class BrushedTracesTest : public QObject, private test::StudioWindow {
    Q_OBJECT
private slots:
    void initTestCase() { m_record = test::RunRecordBuilder().seconds(30).eventsPerSecond(3000).slowRecommendation(4).build(); }
    void init()
    {
        open(m_record);
        play(30);
        m_control->enter(test::FakeRunControl::Phase::Done);
        QTRY_COMPARE(m_feed->shown().kind, ShownRun::Kind::Finished);
        QTRY_VERIFY(m_feed->range() && m_feed->range()->span.length() == 30);
    }
    void cleanup() { m_window.reset(); }

    void aBoxInTheHeatMapShowsItsEvents()
    {
        auto* heat = find<HeatMap>("heatMap");
        QSignalSpy chosen(heat, &HeatMap::eventsChosen);
        drag(heat, {0.1, 0.02}, {0.42, 0.6});
        QCOMPARE(chosen.size(), 1);
        const auto filter = chosen[0][0].value<TraceFilter>();
        QVERIFY(filter.time.length() > 5 && filter.time.length() < 15 && filter.highMs > filter.lowMs);
        QVERIFY(page("Traces")->isVisible());
        QCOMPARE(shown(), expected(filter));
        QVERIFY(shown() > 0 && shown() < static_cast<int>(m_record.traces.size()));
        const QString chip = find<QPushButton>("traceFilter")->text();
        QVERIFY2(chip.contains(QString("%1 of %2 kept events").arg(shown()).arg(m_record.traces.size())), qPrintable(chip));
        QVERIFY2(chip.contains("measured"), qPrintable(chip));
    }

    // As before: all charts get that range of time.
    void aFlatDragIsARangeOfTime()
    {
        auto* heat = find<HeatMap>("heatMap");
        QSignalSpy chosen(heat, &HeatMap::eventsChosen);
        drag(heat, {0.3, 0.5}, {0.8, 0.5});
        QVERIFY(chosen.isEmpty());
        QVERIFY(m_time->isPaused() && m_time->span().length() < 20);
    }

    void percentilesAreBrushedToo()
    {
        auto* spectrum = find<SpectrumChart>("spectrum");
        QSignalSpy chosen(spectrum, &SpectrumChart::eventsChosen);
        drag(spectrum->viewport(), {0.5, 0.5}, {0.99, 0.5});
        QCOMPARE(chosen.size(), 1);
        const auto filter = chosen[0][0].value<TraceFilter>();
        const auto& all = m_feed->range()->series.at("recommend");
        QVERIFY(filter.events > 0 && filter.events < all.count() / 2); // the slow ones
        QVERIFY(filter.highMs > report::toMs(all.max()));              // beyond the last percentile shown there are slower ones
        QCOMPARE(shown(), expected(filter));
        QVERIFY(shown() > 0);
    }

    void byKeyAlone()
    {
        auto* heat = find<HeatMap>("heatMap");
        QSignalSpy chosen(heat, &HeatMap::eventsChosen);
        heat->setFocus();
        QTest::keyClick(heat, Qt::Key_Return);
        QTest::keyClick(heat, Qt::Key_Left);
        QTest::keyClick(heat, Qt::Key_Down);
        QTest::keyClick(heat, Qt::Key_Up, Qt::ShiftModifier);
        QVERIFY(chosen.isEmpty());
        QTest::keyClick(heat, Qt::Key_Return);
        QCOMPARE(chosen.size(), 1);
        const auto worst =
            std::ranges::max_element(m_feed->seconds(), {}, [](const SecondPoint& p) { return p.lines[3].p99Ms.value_or(0); });
        QCOMPARE(chosen[0][0].value<TraceFilter>().time,
            (TimeSpan{worst->second - 3.0, worst->second + 2.0})); // around it, one to the left
        QCOMPARE(shown(), expected(chosen[0][0].value<TraceFilter>()));
    }

    void escapeLeavesABoxAndThenTheFilter()
    {
        auto* heat = find<HeatMap>("heatMap");
        QSignalSpy chosen(heat, &HeatMap::eventsChosen);
        heat->setFocus();
        QTest::keyClick(heat, Qt::Key_Return);
        QTest::keyClick(heat, Qt::Key_Escape);
        QTest::keyClick(heat, Qt::Key_Return); // begins anew
        QVERIFY(chosen.isEmpty());
        QTest::keyClick(heat, Qt::Key_Return);
        QVERIFY(find<QPushButton>("traceFilter")->isVisible());
        QTest::keyClick(find<QTableView>("traceTable"), Qt::Key_Escape);
        QVERIFY(!find<QPushButton>("traceFilter")->isVisible());
        QCOMPARE(shown(), static_cast<int>(m_record.traces.size()));
    }

    void saysThatOnlyASampleIsKept()
    {
        auto* traces = dynamic_cast<TracesPage*>(page("Traces"));
        traces->showOnly({.line = 3, .time = {0, 1}, .lowMs = 1, .highMs = 2, .events = 1204});
        QCOMPARE(shown(), 0);
        QVERIFY(find<QLabel>("traceTitle")->text().contains("only the slowest and a fair sample are"));
        QVERIFY(find<QPushButton>("traceFilter")->text().contains("0 of "));
    }

    void anOlderRunFileDoesNotSayWhen()
    {
        report::RunRecord older = m_record;
        older.origin.reset();
        m_window.reset();
        open(older);
        play(30);
        m_control->enter(test::FakeRunControl::Phase::Done);
        QTRY_COMPARE(m_feed->shown().kind, ShownRun::Kind::Finished);
        dynamic_cast<TracesPage*>(page("Traces"))->showOnly({.line = 3, .time = {0, 1}, .lowMs = 0, .highMs = 1e6, .events = 9});
        QCOMPARE(shown(), static_cast<int>(m_record.traces.size()));
        QVERIFY(find<QPushButton>("traceFilter")->text().contains("does not say when"));
    }

private:
    static void drag(QWidget* chart, const QPointF& from, const QPointF& to)
    {
        const auto at = [chart](const QPointF& share) {
            return QPoint(static_cast<int>(60 + share.x() * (chart->width() - 80)),
                static_cast<int>(10 + share.y() * (chart->height() - 40)));
        };
        QTest::mousePress(chart, Qt::LeftButton, {}, at(from));
        QTest::mouseMove(chart, at((from + to) / 2));
        QTest::mouseMove(chart, at(to));
        QTest::mouseRelease(chart, Qt::LeftButton, {}, at(to));
    }
    int shown() const { return find<QTableView>("traceTable")->model()->rowCount(); }
    // Counted anew from the record.
    int expected(const TraceFilter& filter) const
    {
        return static_cast<int>(std::ranges::count_if(m_record.traces, [&](const telemetry::Trace& trace) {
            const auto took = partMs(trace, stagesOfLine(m_record.budget, filter.line));
            const Stamp end = filter.line < telemetry::StagesOfAll ? trace.stamps.stored : trace.stamps.rendered;
            const double at = std::chrono::duration<double>(end - Stamp()).count();
            return took && *took >= filter.lowMs && *took < filter.highMs && at >= filter.time.from && at < filter.time.to;
        }));
    }

    report::RunRecord m_record;
};

QTEST_MAIN(BrushedTracesTest)
#include "brushed_traces_test.moc"
