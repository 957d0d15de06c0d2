// SPDX-License-Identifier: Apache-2.0
#include "ui/budget/stage_model.h"

#include <QAbstractItemModelTester>
#include <QtTest>

#include "tests/support/fake_run_control.h"
#include "tests/support/shipped_budget.h"
#include "ui/budget/sum_explanation.h"
#include "ui/chart/number_text.h"

using namespace tailrace;
using namespace tailrace::ui;

class StageModelTest : public QObject {
    Q_OBJECT
private slots:
    void init() { begin(test::RunRecordBuilder().seconds(20).eventsPerSecond(2000).slowRecommendation(12).build()); }

    void hasItsRowsBeforeAnythingIsMeasured()
    {
        QCOMPARE(m_model->rowCount(), 6);
        QCOMPARE(at(3, StageModel::Name), QString("Recommendation"));
        QCOMPARE(at(3, StageModel::P99), Dash);
    }

    void showsTheRecordsNumbers()
    {
        finish();
        const report::Rows rows = report::rowsOf(m_control->record());
        for (int row = 0; row < 5; ++row) {
            const report::Row& wanted = rows.stages[static_cast<std::size_t>(row)];
            QCOMPARE(at(row, StageModel::Owner), text(wanted.owner));
            QCOMPARE(at(row, StageModel::P50), digits(wanted.values.p50));
            QCOMPARE(at(row, StageModel::P99), digits(wanted.values.p99));
            QCOMPARE(at(row, StageModel::Budget), plain(wanted.budgetP99));
        }
        QCOMPARE(at(5, StageModel::P99), digits(report::sumOfP99(rows)));
        QVERIFY(at(5, StageModel::Budget).contains(digits(rows.total.values.p99)));
    }

    void saysWhoIsOverAndUntilWhen()
    {
        finish();
        QVERIFY2(at(3, StageModel::State).startsWith("over"), qPrintable(at(3, StageModel::State)));
        QVERIFY(at(3, StageModel::Left).startsWith(QChar(0x2212)));
        QCOMPARE(at(4, StageModel::State), QString("within"));
    }

    void everyNumberCanBeAsked()
    {
        finish();
        for (const int column : {StageModel::P50, StageModel::Target, StageModel::P99, StageModel::Budget, StageModel::Trend})
            QVERIFY(!m_model->index(3, column).data(Qt::ToolTipRole).toString().isEmpty());
        QVERIFY(m_model->index(3, StageModel::P99).data(Qt::ToolTipRole).toString().contains("requests"));
    }

    void tellsOneRangePerChange()
    {
        finish();
        QSignalSpy changed(m_model.get(), &QAbstractItemModel::dataChanged);
        Q_EMIT m_feed->rangeChanged();
        QCOMPARE(changed.count(), 1);
    }

    void showsTheGroupsOfTheBudgetShown()
    {
        const auto bidding = test::RunRecordBuilder().seconds(20).eventsPerSecond(2000).against(test::shippedBudget("bidding")).build();
        begin(bidding);
        QCOMPARE(m_model->rowCount(), 6);
        finish();
        QCOMPARE(m_model->rowCount(), 8);
        const report::Rows rows = report::rowsOf(bidding);
        QCOMPARE(at(0, StageModel::Name), text(rows.stages[0].title));
        QCOMPARE(at(7, StageModel::Name), QString("Govern: written once, shown on record"));
        QCOMPARE(at(6, StageModel::P99), digits(rows.groups[0].values.p99));
        QCOMPARE(at(6, StageModel::Budget), plain(rows.groups[0].budgetP99));
        QCOMPARE(at(6, StageModel::Owner), QString("Data platform"));
        QCOMPARE(rows.groups[0].state, report::State(telemetry::Verdict::Over));
        QVERIFY2(at(6, StageModel::State).startsWith("over, until 0:"), qPrintable(at(6, StageModel::State)));
        QVERIFY(m_model->index(6, StageModel::Name).data(Qt::ToolTipRole).toString().contains("Sessionize + enrich + Recommendation"));
        QCOMPARE(m_model->index(6, 0).data(StageModel::LineRole).toInt(), static_cast<int>(FirstGroupLine));
        for (int row = 0; row < m_model->rowCount(); ++row) QCOMPARE(StageModel::rowOf(StageModel::lineOf(row)), row);
        QVERIFY(m_feed->seconds().back().line(FirstGroupLine).count > 0);
        QVERIFY(m_feed->seconds().back().line(FirstGroupLine + 2).count == 0);
    }

    void explainsTheSum()
    {
        const report::Rows rows = report::rowsOf(m_control->record());
        const QString words = sumExplanation(rows);
        QVERIFY(words.contains(ms(report::sumOfP99(rows))) && words.contains(ms(rows.total.values.p99)));
    }

private:
    void begin(report::RunRecord record)
    {
        m_tester.reset();
        m_model.reset();
        m_feed.reset();
        m_control = std::make_unique<test::FakeRunControl>(std::move(record));
        m_time = std::make_unique<TimeView>();
        m_feed = std::make_unique<RunFeed>(*m_control, *m_time);
        m_model = std::make_unique<StageModel>(*m_feed);
        m_tester = std::make_unique<QAbstractItemModelTester>(m_model.get(), QAbstractItemModelTester::FailureReportingMode::Fatal);
    }

    QString at(int row, int column) const { return m_model->index(row, column).data().toString(); }

    void finish()
    {
        m_feed->start({});
        m_control->enter(test::FakeRunControl::Phase::Done);
        QTRY_VERIFY(m_feed->range());
    }

    std::unique_ptr<test::FakeRunControl> m_control;
    std::unique_ptr<TimeView> m_time;
    std::unique_ptr<RunFeed> m_feed;
    std::unique_ptr<StageModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

QTEST_GUILESS_MAIN(StageModelTest)
#include "stage_model_test.moc"
