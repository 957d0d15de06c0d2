// SPDX-License-Identifier: Apache-2.0
#include "app/headless/status_line.h"

#include <QtTest>

#include "app/run/ledger_note.h"
#include "tests/support/run_record_builder.h"
#include "tests/support/shipped_budget.h"

using namespace tailrace;
using namespace tailrace::headless;

class StatusLineTest : public QObject {
    Q_OBJECT

private slots:
    void showsBothRatesWhereTheyDiffer()
    {
        telemetry::Snapshot snapshot;
        snapshot.redis.state = telemetry::ServerState::State::Up;
        snapshot.offeredPerSecond = 20'100;
        snapshot.appliedPerSecond = 20'000;
        QVERIFY(line(snapshot).contains(QStringLiteral(u"  20\u202F000 ev/s  ")));
        snapshot.offeredPerSecond = 30'000;
        QVERIFY(line(snapshot).contains(QStringLiteral(u"  offered 30\u202F000 applied 20\u202F000 ev/s  ")));
    }

    // Also one of a single stage; those that are called like their stage are not shown.
    void showsTheBudgetsOwnLinesInItsOrder()
    {
        telemetry::Snapshot snapshot;
        const std::vector<std::pair<std::string, int>> series{{"collect", 1}, {"group.process", 2}, {"group.govern", 3}};
        for (const auto& [key, ms] : series)
            for (int i = 0; i < 2000; ++i) snapshot.cumulative[key].record(std::chrono::milliseconds(ms));
        const auto shown = QString::fromStdString(statusLine(snapshot, test::shippedBudget("bidding")));
        static const QRegularExpression
            InOrder(R"( ms  connect P99 so far 1\.\d+ ms  process P99 so far [12]\.\d+ ms  govern P99 so far [23]\.\d+ ms  lag )");
        QVERIFY2(shown.contains(InOrder), qPrintable(shown));
        QCOMPARE(QString::fromStdString(statusLine(snapshot, test::shippedBudget("local"))).count("P99 so far"), 1);
    }

    void saysThatTheGeneratorIsLateWhileItIs()
    {
        GeneratorWatch watch;
        simulator::GeneratorStatus status;
        QCOMPARE(watch.news(status), std::string());
        status.lateEvents = 12;
        QCOMPARE(watch.news(status), std::string("generator late: 12 events more than 10 ms after they were due"));
        QCOMPARE(watch.news(status), std::string()); // it keeps up again
        status.behind = std::chrono::milliseconds(7200);
        status.backlogEvents = 139'143;
        QCOMPARE(QString::fromStdString(watch.news(status)),
            QStringLiteral(u"refused: 139\u202F143 events wait to be offered again, the oldest for 7.2 s"));
        status.heldBack = true;
        const std::string heldBack = watch.news(status);
        QVERIFY(heldBack.starts_with("generator held back"));
        QVERIFY(QString::fromStdString(statusLine({}, {}, heldBack)).endsWith(QString::fromStdString("  " + heldBack)));
    }

    void alignsTheTableWhateverItsOwners()
    {
        report::RunRecord record = test::RunRecordBuilder().seconds(11).build();
        record.budget.total.owner = "Personalization lead of all regions";
        const QStringList lines = QString::fromStdString(summary(record)).split('\n').mid(0, 8);
        QVERIFY(lines.back().startsWith("Total") && lines.front().startsWith("Stage"));
        const auto state = lines.front().indexOf("state");
        for (const QString& one : lines) {
            QCOMPARE(one.mid(state - 2, 2), QString("  "));
            QVERIFY2(one[state] != ' ' && one[state - 3] != ' ', qPrintable(one));
        }
    }

    void isAtBestWithinOfWhatArrived()
    {
        report::RunRecord record = test::RunRecordBuilder().seconds(11).build();
        const QRegularExpression plainly("^Total: .* within$", QRegularExpression::MultilineOption);
        QVERIFY(QString::fromStdString(summary(record)).contains(plainly));
        record.ledger.applied -= 3;
        record.ledger.inFlight += 3;
        const auto text = QString::fromStdString(summary(record));
        QVERIFY(!text.contains(plainly));
        QVERIFY(text.contains(QRegularExpression("^Total: .* within, of what arrived$", QRegularExpression::MultilineOption)));
    }

    void leavesHowTheLedgerIsCountedToTheReports()
    {
        report::RunRecord record = test::RunRecordBuilder().seconds(11).build();
        record.notes.push_back(run::ledgerNote({.received = 5}, run::ClientCounts{5}));
        QVERIFY(!QString::fromStdString(summary(record)).contains("Ledger: "));
        QVERIFY(QString::fromStdString(summary(record)).contains("Note: " + QString::fromStdString(record.notes.front())));
        record.notes.push_back(run::ledgerNote({.received = 4}, run::ClientCounts{5}));
        QVERIFY(QString::fromStdString(summary(record)).contains("Do not trust the ledger."));
    }

    void saysTheUnitOfAThreshold()
    {
        const auto text = QString::fromStdString(summary(test::RunRecordBuilder().seconds(11).build()));
        QVERIFY(text.contains(QRegularExpression(QStringLiteral(u"total\\.p99<1s  measured [0-9.]+\u00A0ms\n"))));
        QVERIFY(text.contains(QStringLiteral(u"lost==0  measured 0\u00A0events\n")));
    }

private:
    static QString line(const telemetry::Snapshot& snapshot) { return QString::fromStdString(statusLine(snapshot, {})); }
};

QTEST_GUILESS_MAIN(StatusLineTest)
#include "status_line_test.moc"
