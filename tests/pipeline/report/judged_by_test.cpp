// SPDX-License-Identifier: Apache-2.0
#include "pipeline/report/judged_by.h"

#include <QtTest>

#include "pipeline/report/report_markdown.h"
#include "pipeline/report/stage_rows.h"
#include "tests/support/run_record_builder.h"
#include "tests/support/shipped_budget.h"

using namespace tailrace;

// A run that is judged afterwards: other verdicts on the same measurements.
class JudgedByTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase()
    {
        m_bidding = test::shippedBudget("bidding");
        m_record = test::RunRecordBuilder().seconds(12).eventsPerSecond(2000).against(m_bidding).build();
    }

    void ownBudgetChangesNothing()
    {
        const auto same = report::judgedBy(m_record, m_bidding);
        QCOMPARE(same.notes, m_record.notes);
        QCOMPARE(same.configuration, m_record.configuration);
    }

    void verdictsFollowAndMeasurementsStay()
    {
        const auto judged = report::judgedBy(m_record, test::shippedBudget("local"));
        const auto before = report::rowsOf(m_record), after = report::rowsOf(judged);
        QCOMPARE(after.total.values.p99, before.total.values.p99);
        QCOMPARE(after.total.budgetP99, std::optional(25.0));
        QCOMPARE(before.total.budgetP99, std::optional(90.0));
        QCOMPARE(after.stages[2].budgetP99, std::optional(6.0));
        QVERIFY(!before.stages[2].budgetP99);
    }

    void theReportSaysWhichBudgetJudged()
    {
        const std::string words = report::renderMarkdown(report::judgedBy(m_record, test::shippedBudget("local")));
        QVERIFY(words.find("Judged by the budget") != std::string::npos);
        QVERIFY(words.find("the run was made against") != std::string::npos);
    }

    // Under another name, the same stages; and never other stages under the same name.
    void groupsAreKnownByTheirStages()
    {
        telemetry::Budget renamed = m_bidding;
        renamed.lines[1].key = "decide";
        const auto again = report::rowsOf(report::judgedBy(m_record, renamed));
        QCOMPARE(again.groups[0].key, std::string("decide"));
        QCOMPARE(again.groups[0].values.p99, report::rowsOf(m_record).groups[0].values.p99);
        QVERIFY(again.groups[0].values.p99);

        telemetry::Budget regrouped = m_bidding;
        regrouped.lines[1].stages = {"sessionize", "experience"};
        regrouped.lines[2].stages = {"store", "recommend"};
        const auto other = report::rowsOf(report::judgedBy(m_record, regrouped));
        QCOMPARE(other.groups[0].values.count, std::uint64_t{0});
        QVERIFY(other.groups[0].note.find("did not measure the group") != std::string::npos);
    }

    void groupsOfEverySecondToo()
    {
        telemetry::Budget renamed = m_bidding;
        renamed.lines[1].key = "decide";
        const auto judged = report::judgedBy(m_record, renamed);
        const auto was = m_record.seconds[5].series.find("group.process"), is = judged.seconds[5].series.find("group.decide");
        QVERIFY(was && is);
        QCOMPARE(is->count(), was->count());
        QVERIFY(!judged.seconds[5].series.find("group.process"));
    }

private:
    telemetry::Budget m_bidding;
    report::RunRecord m_record;
};

QTEST_APPLESS_MAIN(JudgedByTest)
#include "judged_by_test.moc"
