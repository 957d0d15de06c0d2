// SPDX-License-Identifier: Apache-2.0
#include "ui/runs/run_list.h"

#include <QAbstractItemModelTester>
#include <QtTest>
#include <fstream>

#include "pipeline/report/export.h"
#include "pipeline/report/run_file.h"
#include "pipeline/report/stage_rows.h"
#include "tests/support/run_record_builder.h"
#include "ui/chart/number_text.h"

using namespace tailrace;
using namespace tailrace::ui;
namespace fs = std::filesystem;

class RunListTest : public QObject {
    Q_OBJECT
private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void readsWhatTheReportsSay()
    {
        const auto record = leaveRun("one", "2026-03-01T10:00:00Z");
        const auto entries = readRunEntries(base());
        QCOMPARE(entries.size(), std::size_t{1});
        const report::Rows rows = report::rowsOf(record);
        QVERIFY(qAbs(*entries[0].lines[TotalLine].p99Ms - *rows.total.values.p99) < 1e-3);
        QCOMPARE(*entries[0].totalBudgetMs, *rows.total.budgetP99);
        QCOMPARE(entries[0].verdict, rows.total.state);
        QVERIFY(entries[0].balanced);
        QCOMPARE(entries[0].file, base() / "one" / "run.tailrace");
    }

    void doesNotTrustTheSurvivors()
    {
        auto record = test::RunRecordBuilder().seconds(11).build();
        record.budget.total.p99 = std::chrono::seconds(100);
        leave("whole", record);
        record.ledger.inFlight += 3;
        record.ledger.accepted += 3;
        leave("holed", record);
        for (const auto& entry : readRunEntries(base())) {
            const bool isWhole = entry.file.parent_path().filename() == "whole";
            QCOMPARE(entry.verdict, isWhole ? telemetry::Verdict::Within : telemetry::Verdict::WithinOfArrived);
        }
    }

    void leavesOutWhatIsNoRun()
    {
        fs::create_directories(base() / "empty");
        fs::create_directories(base() / "broken");
        std::ofstream(base() / "broken" / "run.tailrace") << "x";
        std::ofstream(base() / "broken" / "report.json") << "{ not json";
        fs::create_directories(base() / "odd");
        std::ofstream(base() / "odd" / "run.tailrace") << "x";
        std::ofstream(base() / "odd" / "report.json") << "[1, 2]";
        QVERIFY(readRunEntries(base()).empty());
        QVERIFY(readRunEntries("/nonexistent").empty());
    }

    void listsTheNewestFirstAndKeepsRows()
    {
        leaveRun("old", "2026-03-01T10:00:00Z");
        leaveRun("new", "2026-03-02T10:00:00Z");
        RunListModel model(nullptr);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.renew(readRunEntries(base()));
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.index(0, RunListModel::Started).data().toString(), QString("2026-03-02 10:00:00"));
        const QPersistentModelIndex old = model.index(1, 0);
        leaveRun("newest", "2026-03-03T10:00:00Z");
        fs::remove_all(base() / "new");
        model.renew(readRunEntries(base()));
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(old.row(), 1);
        QCOMPARE(model.at(0).file.parent_path().filename(), fs::path("newest"));
    }

private:
    fs::path base() const { return m_folder->path().toStdString(); }

    report::RunRecord leaveRun(const std::string& name, const std::string& startedAt) const
    {
        auto record = test::RunRecordBuilder().seconds(11).build();
        record.startedAt = startedAt;
        leave(name, record);
        return record;
    }

    void leave(const std::string& name, const report::RunRecord& record) const
    {
        fs::create_directories(base() / name);
        QVERIFY(report::writeRunFile(base() / name / "run.tailrace", record));
        QVERIFY(report::exportRun(record, base() / name, {report::Format::Json}));
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(RunListTest)
#include "run_list_test.moc"
