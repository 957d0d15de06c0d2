// SPDX-License-Identifier: Apache-2.0
#include "ui/runs/run_overlay.h"

#include <QLabel>
#include <QTableView>

#include "pipeline/report/export.h"
#include "pipeline/report/number_format.h"
#include "pipeline/report/run_file.h"
#include "tests/support/shipped_budget.h"
#include "tests/support/studio_window.h"
#include "ui/chart/number_text.h"
#include "ui/chart/spectrum_curve.h"
#include "ui/runs/comparison_model.h"
#include "ui/runs/overlay_chart.h"

using namespace tailrace;
using namespace tailrace::ui;

// Two recorded runs over each other, line by line, with the noise between equal runs.
class RunOverlayTest : public QObject, private test::StudioWindow {
    Q_OBJECT
private slots:
    void initTestCase()
    {
        m_fast = make(1, 1);
        m_slow = make(2, 3);
        m_fastAgain = make(3, 1);
    }
    void init() { open(m_fast); }
    void cleanup() { m_window.reset(); }

    void curvesAreTheRunsOwn()
    {
        const RunCurves curves = curvesOf(m_slow);
        const auto& spectrum = curves.lines[TotalLine].spectrum;
        const auto atP99 = static_cast<qsizetype>(std::lround(2 / StepNines));
        QVERIFY(spectrum.size() > atP99);
        QCOMPARE(spectrum[atP99].y(), report::toMs(m_slow.series.at("total").quantile(0.99)));
        QVERIFY(!curves.lines[0].p99.isEmpty());
        QCOMPARE(curves.groups.size(), std::size_t{2});
        QCOMPARE(curves.groups[0].second.spectrum[atP99].y(), report::toMs(m_slow.series.at("group.process").quantile(0.99)));
        QVERIFY(curves.of({"process", telemetry::StageSet(3)}).spectrum.isEmpty()); // the same name, other stages
    }

    void theBandHoldsEqualRuns()
    {
        const QList<QPointF> one{{0, 1}, {1, 5}, {2, 9}}, other{{0, 2}, {1, 4}};
        QVERIFY(bandOf({&one}).low.isEmpty());
        const NoiseBand band = bandOf({&one, &other});
        QCOMPARE(band.low, (QList<QPointF>{{0, 1}, {1, 4}}));
        QCOMPARE(band.high, (QList<QPointF>{{0, 2}, {1, 5}}));
    }

    void twoRunsLieOverEachOther()
    {
        compare({{"slow", m_slow}, {"fast", m_fast}, {"again", m_fastAgain}});
        auto* spectra = find<OverlayChart>("overlaidSpectra");
        QTRY_VERIFY(title().contains("band: equal runs"));
        QTest::keyClick(spectra, Qt::Key_Right); // begins at P99
        const auto p99 = [](const report::RunRecord& run) { return report::toMs(run.series.at("total").quantile(0.99)); };
        const QString words = spectra->wordsAtCursor();
        QVERIFY2(words.contains("P99") && words.contains("A " + ms(p99(m_fast))) && words.contains("B " + ms(p99(m_slow))),
            qPrintable(words));
        QTest::keyClick(spectra, Qt::Key_Left);
        QVERIFY(spectra->wordsAtCursor() != words);
    }

    void anotherRowIsAnotherLine()
    {
        compare({{"slow", m_slow}, {"fast", m_fast}});
        QTRY_VERIFY(title().contains("no equal runs"));
        auto* table = find<QTableView>("comparisonTable");
        QCOMPARE(table->model()->rowCount(), static_cast<int>(LineCount) + 2);
        table->setFocus();
        QTest::keyClick(table, Qt::Key_Down); // from the total to the first group
        QVERIFY2(title().startsWith("Process, percentiles"), qPrintable(title()));
        QTest::keyClick(find<OverlayChart>("overlaidSpectra"), Qt::Key_Right);
        const double p99 = report::toMs(m_slow.series.at("group.process").quantile(0.99));
        QVERIFY(find<OverlayChart>("overlaidSpectra")->wordsAtCursor().contains("B " + ms(p99)));
    }

    // As the headless `compare` says them.
    void groupsHaveTheirLines()
    {
        compare({{"slow", m_slow}, {"fast", m_fast}});
        const auto* model = find<QTableView>("comparisonTable")->model();
        const auto headless = report::compareRuns(report::comparedRun("a", m_fast), report::comparedRun("b", m_slow), {});
        QCOMPARE(headless.groups.size(), std::size_t{2});
        for (int i = 0; i < 2; ++i) {
            const auto& group = headless.groups[static_cast<std::size_t>(i)];
            QCOMPARE(model->index(static_cast<int>(LineCount) + i, ComparisonModel::P99A).data().toString(), digits(group.p99.a));
            QCOMPARE(model->index(static_cast<int>(LineCount) + i, ComparisonModel::P99B).data().toString(), digits(group.p99.b));
        }
    }

    void escapeLeadsBackToTheList()
    {
        compare({{"slow", m_slow}, {"fast", m_fast}});
        QVERIFY(!find<QTableView>("runTable")->isVisible());
        QTest::keyClick(find<QTableView>("comparisonTable"), Qt::Key_Escape);
        QVERIFY(find<QTableView>("runTable")->isVisible());
        QVERIFY(!find<QTableView>("comparisonTable")->isVisible());
    }

private:
    static report::RunRecord make(std::uint64_t seed, double slow)
    {
        auto run = test::RunRecordBuilder()
                       .seconds(15)
                       .eventsPerSecond(2000)
                       .drawnFrom(seed)
                       .slowRecommendation(slow)
                       .against(test::shippedBudget("bidding"))
                       .build();
        run.startedAt = "2026-03-0" + std::to_string(seed) + "T10:00:00Z";
        run.configuration["traffic"] = slow > 1 ? "slow" : "fast";
        return run;
    }
    // The first two: the newest is B.
    void compare(const std::vector<std::pair<const char*, report::RunRecord>>& runs)
    {
        const std::filesystem::path base = m_folder->path().toStdString();
        for (const auto& [name, run] : runs) {
            QVERIFY(report::exportRun(run, base / name, {report::Format::Json}));
            QVERIFY(report::writeRunFile(base / name / "run.tailrace", run));
        }
        for (int page = 0; page < m_window->pageCount(); ++page)
            if (m_window->pageName(page) == "Runs") m_window->showPage(page);
        auto* table = find<QTableView>("runTable");
        QTRY_COMPARE(table->model()->rowCount(), static_cast<int>(runs.size()));
        table->clearSelection();
        for (int row = 0; row < table->model()->rowCount(); ++row) {
            const QString file = table->model()->index(row, 0).data(Qt::ToolTipRole).toString();
            if (file.contains("slow") || file.contains("fast"))
                table->selectionModel()->select(table->model()->index(row, 0), QItemSelectionModel::Select | QItemSelectionModel::Rows);
        }
        click(find<QPushButton>("compareRuns"));
        QVERIFY(find<QTableView>("comparisonTable")->isVisible());
    }
    QString title() const
    {
        for (const auto* label : m_window->findChildren<QLabel*>())
            if (label->isVisible() && label->text().contains(", percentiles")) return label->text();
        return {};
    }

    report::RunRecord m_fast, m_slow, m_fastAgain;
};

QTEST_MAIN(RunOverlayTest)
#include "run_overlay_test.moc"
