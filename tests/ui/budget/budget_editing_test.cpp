// SPDX-License-Identifier: Apache-2.0
#include <QAbstractItemModelTester>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QTableView>
#include <nlohmann/json.hpp>

#include "pipeline/base/whole_file.h"
#include "tests/support/shipped_budget.h"
#include "tests/support/studio_window.h"
#include "ui/budget/budget_editor.h"
#include "ui/budget/budget_lines_model.h"
#include "ui/budget/stage_assignment.h"
#include "ui/budget/stage_model.h"

using namespace std::chrono_literals;
using namespace tailrace;
using namespace tailrace::ui;
using Lines = BudgetLinesModel;

// The budget that judges is chosen, edited, undone and saved, and every page's judgement follows.
class BudgetEditingTest : public QObject, private test::StudioWindow {
    Q_OBJECT
private slots:
    void initTestCase() { m_record = test::RunRecordBuilder().seconds(20).eventsPerSecond(2000).slowRecommendation(2).build(); }
    void init() { open(m_record); }
    void cleanup() { m_window.reset(); }

    void anotherBudgetJudgesARunUnderWay()
    {
        play(12);
        QCOMPARE(budgetCell(2), QString("100"));
        command("judge by the budget local");
        QTRY_COMPARE(budgetCell(2), QString("6"));
        QCOMPARE(m_feed->budgetOf(TotalLine), 25.0);
        QVERIFY(find<QPushButton>("budgetMenu")->text().contains("local"));
        closeSeconds(1); // the seconds to come, too
        QTRY_COMPARE(m_feed->range()->rows.total.budgetP99, std::optional(25.0));
        command("judge by the run's own");
        QTRY_COMPARE(budgetCell(2), QString("100"));
        QVERIFY(!m_feed->judge());
    }

    void aRecordedRunIsJudgedAgainToo()
    {
        playWhole();
        command("judge by the budget bidding");
        auto* table = find<QTableView>("stageTable");
        QTRY_COMPARE(table->model()->rowCount(), StageModel::SumRow + 3); // two groups
        QTRY_VERIFY(m_feed->range()->rows.groups.size() == 2);
        const QString words = table->model()->index(StageModel::SumRow + 1, StageModel::State).data().toString();
        QCOMPARE(words, QString("not judged")); // the run has not summed up this group
        command("export the report as html");
        const QString page = m_folder->filePath("judged-by-bidding/report.html");
        QTRY_VERIFY(QFile::exists(page));
        const auto report = readWholeFile(page.toStdString());
        QVERIFY(report && report->find("Judged by the budget") != std::string::npos);
        QVERIFY(!QFile::exists(m_folder->filePath("report.html"))); // the run's own report is left alone
    }

    void typingALimitJudgesAtOnceAndIsUndone()
    {
        playWhole();
        edit();
        QVERIFY(m_feed->range()->rows.total.state != telemetry::Verdict::Over);
        typeInto(row("Total"), Lines::P50, "1ms");
        typeInto(row("Total"), Lines::P99, "2ms");
        QTRY_COMPARE(m_feed->range()->rows.total.state, report::State(telemetry::Verdict::Over));
        QTest::keyClick(lines(), Qt::Key_Z, Qt::ControlModifier);
        QTRY_VERIFY(m_feed->range()->rows.total.state != telemetry::Verdict::Over);
    }

    void aFaultNamesTheFieldAndTheLastGoodBudgetGoesOn()
    {
        playWhole();
        edit();
        typeInto(2, Lines::P99, "20ms"); // its target is 30
        QVERIFY2(words().contains("Feature store write, P50 target: must not be above p99"), qPrintable(words()));
        QCOMPARE(m_feed->budgetOf(2), 100.0);
        QVERIFY(lines()->model()->index(2, Lines::P50).data(Lines::FaultRole).toBool());
        typeInto(2, Lines::P50, "10ms");
        QTRY_COMPARE(budgetCell(2), QString("20"));
        QVERIFY(!words().contains("must"));
        typeInto(2, Lines::P99, "soon");
        QVERIFY2(words().contains("P99 budget of Feature store write"), qPrintable(words()));
        QCOMPARE(lines()->model()->index(2, Lines::P99).data().toString(), QString("20ms"));
    }

    void undoAndRedoByKey()
    {
        playWhole();
        edit();
        typeInto(3, Lines::P99, "450ms");
        typeInto(3, Lines::Owner, "Ranking");
        QTRY_COMPARE(budgetCell(3), QString("450"));
        QTest::keyClick(lines(), Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(m_feed->shown().budget.lines[3].owner, std::string("ML serving"));
        QTest::keyClick(lines(), Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(budgetCell(3), QString("200"));
        QVERIFY(!m_feed->judge()); // the run's own again
        QTest::keyClick(lines(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QTest::keyClick(lines(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(m_feed->shown().budget.lines[3].owner, std::string("Ranking"));
    }

    void spaceGivesAStageToALine()
    {
        playWhole();
        edit();
        lines()->setCurrentIndex(lines()->model()->index(1, Lines::FirstStage + 3)); // sessionize answers for recommend
        QTest::keyClick(lines(), Qt::Key_Space);
        const auto& budget = m_feed->shown().budget;
        QCOMPARE(budget.lines.size(), std::size_t{4}); // recommend had no other stage
        QCOMPARE(budget.lines[1].stages, (std::vector<std::string>{"sessionize", "recommend"}));
        QCOMPARE(budget.lines[1].key, std::string("group-1"));
        QVERIFY(!telemetry::faultOf(budget));
        QTest::keyClick(lines(), Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(m_feed->shown().budget.lines.size(), std::size_t{5});
    }

    void savesWhatTheHeadlessProgramReads()
    {
        playWhole();
        edit();
        typeInto(row("Promise"), Lines::P99, "3s");
        typeInto(row("Total"), Lines::P99, "2500");
        saveAs("mine.json");
        const auto saved = telemetry::loadBudget(m_folder->filePath("mine.json").toStdString());
        QVERIFY2(saved.has_value(), saved ? "" : saved.error().message().c_str());
        QVERIFY(saved->promise == 3s && saved->total.p99 == 2500ms);
        QVERIFY(!find<QPushButton>("budgetMenu")->text().contains("edited"));
        typeInto(row("Promise"), Lines::P99, "4s");
        QTest::keyClick(lines(), Qt::Key_S, Qt::ControlModifier); // to the same file, unasked
        QTRY_COMPARE(telemetry::loadBudget(m_folder->filePath("mine.json").toStdString())->promise, std::chrono::nanoseconds(4s));
    }

    void aFileThatIsNoBudgetChangesNothing()
    {
        playWhole();
        QVERIFY(replaceFile(m_folder->filePath("bad.json").toStdString(), R"({"name": "x", "lines": []})"));
        BudgetDocument document(*m_feed);
        QSignalSpy said(&document, &BudgetDocument::said);
        document.open(m_folder->filePath("bad.json").toStdString());
        QTRY_COMPARE(said.size(), 1);
        QVERIFY(said[0][0].toString().contains("bad.json") && said[0][0].toString().contains("lines"));
        QVERIFY(!m_feed->judge());
    }

    void unsavedChangesAreAskedFor()
    {
        playWhole();
        edit();
        typeInto(2, Lines::P99, "90ms");
        m_window->close();
        QVERIFY(m_window->isVisible());
        auto* box = m_window->findChild<QMessageBox*>("unsavedBudget");
        QVERIFY(box && box->isVisible());
        QTest::mouseClick(box->button(QMessageBox::Cancel), Qt::LeftButton);
        QVERIFY(m_window->isVisible());
        QCOMPARE(m_feed->shown().budget.lines[2].p99, std::chrono::nanoseconds(90ms));
        QTRY_VERIFY(!m_window->findChild<QMessageBox*>("unsavedBudget"));
        command("judge by the budget local");
        box = m_window->findChild<QMessageBox*>("unsavedBudget");
        QVERIFY(box);
        QTest::mouseClick(box->button(QMessageBox::Discard), Qt::LeftButton);
        QTRY_COMPARE(budgetCell(2), QString("6"));
        m_window->close(); // nothing is unsaved now
        QVERIFY(!m_window->isVisible());
    }

    void aRunIsStartedAgainstWhatJudges()
    {
        playWhole();
        command("judge by the budget local");
        QTRY_VERIFY(m_feed->judge());
        m_window->start("steady");
        QCOMPARE(m_control->wishes.back().judgedBy.value().name, std::string("local"));
    }

    void theLinesAreAProperModel()
    {
        playWhole();
        BudgetDocument document(*m_feed);
        Lines model(document, nullptr);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.addLine();
        QCOMPARE(model.rowCount(), 8);
        QVERIFY(model.faultWords().contains("New line, stages: must name at least one stage"));
        model.removeLine(5);
        model.setData(model.index(0, Lines::FirstStage + 1), Qt::Checked, Qt::CheckStateRole);
        QCOMPARE(model.rowCount(), 6);
        document.undo().undo();
        QCOMPARE(model.rowCount(), 7);
        document.undo().setIndex(0);
    }

private:
    void command(const char* typed)
    {
        m_window->activateWindow(); // a palette that has just closed may still be the active one
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        QTRY_VERIFY(!m_window->findChild<QDialog*>("commandPalette"));
        runCommand(typed);
    }
    void playWhole()
    {
        play(20);
        m_control->enter(test::FakeRunControl::Phase::Done);
        QTRY_COMPARE(m_feed->shown().kind, ShownRun::Kind::Finished);
        QTRY_VERIFY(m_feed->range() && m_feed->range()->span.length() == 20);
    }
    void edit()
    {
        QTest::keyClick(find<QTableView>("stageTable"), Qt::Key_B);
        QVERIFY(lines()->isVisible());
    }
    QTableView* lines() const { return find<QTableView>("budgetLines"); }
    QString words() const { return find<QLabel>("budgetWords")->text(); }
    QString budgetCell(int row) const { return find<QTableView>("stageTable")->model()->index(row, StageModel::Budget).data().toString(); }
    int row(const char* name) const
    {
        for (int i = 0; i < lines()->model()->rowCount(); ++i)
            if (lines()->model()->index(i, Lines::Title).data(Qt::AccessibleTextRole).toString().startsWith(name)) return i;
        return -1;
    }
    // As somebody does it with the keyboard alone.
    void typeInto(int row, int column, const QString& typed)
    {
        lines()->setFocus();
        lines()->setCurrentIndex(lines()->model()->index(row, column));
        QTest::keyClick(lines(), Qt::Key_Return);
        auto* field = lines()->viewport()->findChild<QLineEdit*>();
        QVERIFY(field);
        field->selectAll();
        QTest::keyClicks(field, typed);
        QTest::keyClick(field, Qt::Key_Return);
        QTRY_VERIFY(!lines()->viewport()->findChild<QLineEdit*>());
    }
    void saveAs(const char* name)
    {
        QTest::keyClick(lines(), Qt::Key_S, Qt::ControlModifier | Qt::ShiftModifier);
        auto* dialog = m_window->findChild<QFileDialog*>("saveBudget");
        QVERIFY(dialog);
        Q_EMIT dialog->fileSelected(m_folder->filePath(name));
        dialog->close();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        QTRY_VERIFY(QFile::exists(m_folder->filePath(name)));
        QTRY_VERIFY(!find<QPushButton>("budgetMenu")->text().contains("edited"));
    }

    report::RunRecord m_record;
};

QTEST_MAIN(BudgetEditingTest)
#include "budget_editing_test.moc"
