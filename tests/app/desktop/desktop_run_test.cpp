// SPDX-License-Identifier: Apache-2.0
#include <QPushButton>
#include <QSpinBox>
#include <QTableView>
#include <QtTest>

#include "app/desktop/live_control.h"
#include "pipeline/report/run_file.h"
#include "tests/support/headless_run.h"
#include "tests/support/shipped_budget.h"
#include "ui/chart/number_text.h"
#include "ui/frame/main_window.h"
#include "ui/switches/switch_row.h"

using namespace tailrace;

// A real run, with the real servers, driven by clicks in the window.
class DesktopRunTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase()
    {
        if (!test::HeadlessRun::hasRedisServer()) QSKIP("no redis-server here");
    }

    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_control = std::make_unique<desktop::LiveControl>(desktop::DesktopArguments{.runs = m_folder->path().toStdString(),
                                                               .out = {},
                                                               .brokers = {},
                                                               .redis = {},
                                                               .journalQuota = {}},
            TAILRACE_SOURCE_DIR "/resources");
        m_feed = std::make_unique<ui::RunFeed>(*m_control, m_time);
        m_window = std::make_unique<ui::MainWindow>(*m_feed, m_look);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }

    void cleanup()
    {
        m_window.reset();
        m_feed.reset();
        m_control.reset();
    }

    void showsTheNumbersOfTheRunFile()
    {
        startShort(5);
        QTRY_COMPARE_WITH_TIMEOUT(m_feed->shown().kind, ui::ShownRun::Kind::Finished, test::HeadlessRun::Longest);
        const auto stored = report::readRunFile(m_feed->shown().file);
        QVERIFY(stored);
        QVERIFY(stored->ledger.applied > 1000 && stored->ledger.balanced());
        QTRY_COMPARE(m_feed->range()->series.at("freshness").count(), stored->series.at("freshness").count());
        const report::Rows rows = report::rowsOf(*stored);
        const auto* table = m_window->findChild<QTableView*>("stageTable");
        for (int row = 0; row < 5; ++row) {
            QCOMPARE(table->model()->index(row, 2).data().toString(), ui::digits(rows.stages[static_cast<std::size_t>(row)].values.p50));
            QCOMPARE(table->model()->index(row, 4).data().toString(), ui::digits(rows.stages[static_cast<std::size_t>(row)].values.p99));
        }
        QCOMPARE(m_feed->range()->headline.number, report::headlineOf(rows).number);
        QVERIFY(std::filesystem::exists(m_feed->shown().file.parent_path() / "report.html"));
    }

    // As it stands in the window, in no file: the run measures its groups, and is judged by it.
    void isRunAgainstAnEditedBudget()
    {
        telemetry::Budget edited = test::shippedBudget("bidding");
        edited.name = "mine";
        edited.lines[1].key = "decide";
        m_feed->judgeBy(edited);
        ui::RunWish wish{.scenario = "steady", .duration = "3s", .rate = 3000, .seed = 1};
        wish.judgedBy = edited;
        m_feed->start(wish);
        QTRY_COMPARE_WITH_TIMEOUT(m_feed->shown().kind, ui::ShownRun::Kind::Finished, test::HeadlessRun::Longest);
        const auto stored = report::readRunFile(m_feed->shown().file);
        QVERIFY(stored && stored->budget == edited);
        QVERIFY(stored->series.at("group.decide").count() > 100);
        QTRY_VERIFY(m_feed->range() && m_feed->range()->rows.groups.size() == 2);
        QVERIFY(m_feed->range()->rows.groups[0].values.count > 100);
    }

    void isStoppedByAClick()
    {
        startShort(600);
        QTRY_VERIFY_WITH_TIMEOUT(m_feed->seconds().size() >= 2, test::HeadlessRun::Longest);
        QTest::mouseClick(m_window->findChild<QPushButton*>("stop"), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(m_feed->shown().kind, ui::ShownRun::Kind::Finished, test::HeadlessRun::Longest);
        QVERIFY(m_feed->shown().record->durationSeconds < 60);
    }

    // By a click: it acts, it stands in the report with those words, and no event is lost.
    void aSwitchThrownByHandStandsInTheReport()
    {
        startShort(600);
        m_window->showPage(5);
        auto* row = m_window->findChild<ui::SwitchRow*>("switch4");
        QTRY_VERIFY_WITH_TIMEOUT(row->isVisible() && m_feed->seconds().size() >= 2, test::HeadlessRun::Longest);
        QTest::mouseClick(row->button(degrade::Position::GivenUp), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(row->accessibleName().endsWith("given up by hand"), test::HeadlessRun::Longest);
        const std::size_t thrown = m_feed->seconds().size();
        QTRY_VERIFY_WITH_TIMEOUT(m_feed->seconds().size() >= thrown + 2, test::HeadlessRun::Longest);
        QTest::mouseClick(row->button(degrade::Position::Automatic), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(row->accessibleName().endsWith(": on"), test::HeadlessRun::Longest);
        QTest::mouseClick(m_window->findChild<QPushButton*>("stop"), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(m_feed->shown().kind, ui::ShownRun::Kind::Finished, test::HeadlessRun::Longest);
        QVERIFY(!row->button(degrade::Position::GivenUp)->isEnabled());
        const auto stored = report::readRunFile(m_feed->shown().file);
        QVERIFY(stored && stored->ledger.balanced() && stored->ledger.lost() == 0 && stored->ledger.inFlight == 0);
        const auto byHand =
            std::ranges::count_if(stored->incidents, [](const auto& one) { return one.text.find("By hand") != std::string::npos; });
        QCOMPARE(byHand, 2);
        QFile report(QString::fromStdString((m_feed->shown().file.parent_path() / "report.html").string()));
        QVERIFY(report.open(QFile::ReadOnly));
        const QByteArray html = report.readAll();
        QVERIFY(html.contains("Given up: personalised recommendations. Recommendations come from popularity. By hand."));
        QVERIFY(html.contains("changed by hand while it went on, 2 times"));
    }

private:
    void startShort(int seconds)
    {
        m_window->showPage(3);
        m_window->findChild<QSpinBox*>("scenarioSeconds")->setValue(seconds);
        m_window->findChild<QSpinBox*>("scenarioRate")->setValue(3000);
        QTest::mouseClick(m_window->findChild<QPushButton*>("scenarioStart"), Qt::LeftButton);
        m_window->showPage(0);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<desktop::LiveControl> m_control;
    ui::Look m_look;
    ui::TimeView m_time;
    std::unique_ptr<ui::RunFeed> m_feed;
    std::unique_ptr<ui::MainWindow> m_window;
};

QTEST_MAIN(DesktopRunTest)
#include "desktop_run_test.moc"
