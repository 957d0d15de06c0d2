// SPDX-License-Identifier: Apache-2.0
#include "pipeline/report/report_csv.h"

#include <QtTest/QtTest>

#include "tests/support/run_record_builder.h"

using namespace tailrace;
using namespace tailrace::report;

namespace {

QStringList linesOf(const RunRecord& record) { return QString::fromStdString(renderCsv(record)).split("\r\n", Qt::SkipEmptyParts); }

} // namespace

class ReportCsvTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void hasALinePerStageAndEnd();
    void leavesEmptyWhatIsNotMeasured();
    void vouchesOnlyForWhatArrived();
    void guardsTextButNotNumbers();
};

void ReportCsvTest::hasALinePerStageAndEnd()
{
    const auto lines = linesOf(test::RunRecordBuilder().seconds(11).build());
    QCOMPARE(lines.size(), 15); // the last four bound the trust in the others
    const auto names = lines.front().split(',');
    for (const auto& line : lines) QCOMPARE(line.split(',').size(), names.size());
    const auto total = lines[10].split(',');
    QCOMPARE(total[names.indexOf("name")], QStringLiteral("total"));
    QCOMPARE(total[names.indexOf("budgetP99Ms")], QStringLiteral("1000"));
    QCOMPARE(total[names.indexOf("withinBudget")], QStringLiteral("true"));
    QVERIFY(total[names.indexOf("p99Ms")].toDouble() > 10);
}

void ReportCsvTest::leavesEmptyWhatIsNotMeasured()
{
    const auto lines = linesOf(RunRecord{});
    const auto names = lines.front().split(',');
    const auto total = lines[10].split(',');
    QCOMPARE(total[names.indexOf("count")], QStringLiteral("0"));
    for (const char* name : {"p50Ms", "p99Ms", "maxMs", "withinBudget"}) QCOMPARE(total[names.indexOf(name)], QString());
}

void ReportCsvTest::vouchesOnlyForWhatArrived()
{
    RunRecord record = test::RunRecordBuilder().seconds(11).build();
    record.ledger.applied -= 3;
    record.ledger.inFlight += 3;
    const auto lines = linesOf(record);
    const auto names = lines.front().split(',');
    const auto total = lines[10].split(',');
    QCOMPARE(total[names.indexOf("withinBudget")], QString());
    QCOMPARE(total[names.indexOf("note")], QStringLiteral("3 accepted events never arrived"));
}

void ReportCsvTest::guardsTextButNotNumbers()
{
    RunRecord record = test::RunRecordBuilder().seconds(1).build();
    record.scenario = "=HYPERLINK(\"http://x\")";
    record.budget.total.owner = "@cmd|'/C calc'!A0";
    const std::string csv = renderCsv(record);
    QVERIFY(csv.find("\"'=HYPERLINK(\"\"http://x\"\")\"") != std::string::npos);
    QVERIFY(csv.find(",'@cmd|") != std::string::npos);
    QVERIFY(csv.find(",=") == std::string::npos && csv.find("\n=") == std::string::npos && csv.find(",@") == std::string::npos);
}

QTEST_GUILESS_MAIN(ReportCsvTest)
#include "report_csv_test.moc"
