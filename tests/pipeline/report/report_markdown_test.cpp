// SPDX-License-Identifier: Apache-2.0
#include "pipeline/report/report_markdown.h"

#include <QtTest/QtTest>

#include "tests/support/run_record_builder.h"

using namespace tailrace;
using namespace tailrace::report;

class ReportMarkdownTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void saysTheVerdictFirst();
    void keepsEveryTableRowWhole();
    void vouchesOnlyForWhatArrived();
    void namesWhatIsLost();
};

void ReportMarkdownTest::saysTheVerdictFirst()
{
    const auto text = QString::fromStdString(renderMarkdown(test::RunRecordBuilder().seconds(11).build()));
    QVERIFY2(text.section('\n', 0, 0).endsWith(QStringLiteral(u"promised at P99 by M\\. Owner")), qPrintable(text.section('\n', 0, 0)));
    QVERIFY(text.contains(QStringLiteral(u"\u25CF **within**")));
    QVERIFY(text.contains("Every accepted event is accounted for."));
}

void ReportMarkdownTest::keepsEveryTableRowWhole()
{
    RunRecord record = test::RunRecordBuilder().seconds(11).build();
    record.traces.front().shopper = "a | b\n| c | `d` <img src=x onerror=alert(1)>";
    record.budget.lines[0].owner = "Web | platform";
    const auto lines = QString::fromStdString(renderMarkdown(record)).split('\n');
    int columns = 0;
    for (auto line : lines) {
        if (!line.startsWith('|')) {
            columns = 0;
            continue;
        }
        const int cells = static_cast<int>(line.replace("\\|", "").count('|'));
        QVERIFY2(columns == 0 || cells == columns, qPrintable(line));
        columns = cells;
    }
    QVERIFY(!lines.join('\n').contains("<img"));
}

void ReportMarkdownTest::vouchesOnlyForWhatArrived()
{
    RunRecord record = test::RunRecordBuilder().seconds(11).build();
    record.ledger.applied -= 3;
    record.ledger.inFlight += 3;
    const auto text = QString::fromStdString(renderMarkdown(record));
    QVERIFY(text.contains(QStringLiteral(u"\u25CB **within, of what arrived**")));
    QVERIFY(text.contains(QStringLiteral(u"| \u25CB within, of what arrived (3 accepted events never arrived) |")));
    QVERIFY(!text.contains(QStringLiteral(u"\u25CF within")));
}

void ReportMarkdownTest::namesWhatIsLost()
{
    RunRecord record;
    record.ledger = {.received = 10, .malformed = 0, .accepted = 10, .applied = 7, .duplicate = 0, .late = 0, .inFlight = 0, .refused = 0};
    const auto text = renderMarkdown(record);
    QVERIFY(text.find("3 lost") != std::string::npos && text.find("does not balance") != std::string::npos);
}

QTEST_GUILESS_MAIN(ReportMarkdownTest)
#include "report_markdown_test.moc"
