// SPDX-License-Identifier: Apache-2.0
#include "ui/switches/switches_page.h"

#include <QtTest>

#include "pipeline/report/run_file.h"
#include "tests/support/overload.h"
#include "tests/support/studio_window.h"

using namespace tailrace;
using namespace tailrace::ui;
using degrade::Position;
using degrade::Shed;

// The page in its window: clicked, typed at, and looked at in time.
class SwitchesPageTest : public QObject, private test::StudioWindow {
    Q_OBJECT
private slots:
    void initTestCase()
    {
        m_record = test::RunRecordBuilder().seconds(30).eventsPerSecond(1000).build();
        test::overload(m_record, 1.6);
    }

    void init()
    {
        open(m_record);
        QTest::keyClick(m_window.get(), Qt::Key_6);
        QCOMPARE(m_window->pageName(m_window->currentPage()), QString("Switches"));
    }

    void cleanup() { m_window.reset(); }

    void isEmptyUntilSomethingRuns()
    {
        QVERIFY(find<QPushButton>("emptyStart")->isVisible());
        QVERIFY(!find<QWidget>("pageSwitches")->isVisible());
    }

    void aSwitchIsThrownByHandAndSaysSo()
    {
        play(5);
        auto* row = find<SwitchRow>("switch2");
        QVERIFY(!row->accessibleName().contains("given up"));
        click(row->button(Position::GivenUp));
        QCOMPARE(m_control->thrown.size(), std::size_t{1});
        QVERIFY(m_control->thrown[0] == std::pair(Shed::AdHocQueries, Position::GivenUp));
        m_feed->pull();
        QTRY_COMPARE(row->accessibleName(), QString("Ad-hoc queries: given up by hand"));
        QVERIFY(row->button(Position::GivenUp)->isChecked());
        QVERIFY(find<QLabel>("switchesSentence")->text().contains("1 of 5 is given up"));
        QCOMPARE(history()->rowCount(), 1);
        QCOMPARE(history()->index(0, SwitchHistoryModel::Why).data().toString(), QString("By hand."));
        click(row->button(Position::HeldOn));
        m_feed->pull();
        QTRY_COMPARE(row->accessibleName(), QString("Ad-hoc queries: held on by hand"));
        click(row->button(Position::Automatic));
        m_feed->pull();
        QTRY_COMPARE(row->accessibleName(), QString("Ad-hoc queries: on"));
        QCOMPARE(history()->rowCount(), 3);
    }

    void isShownAsAskedForUntilTheRunSaysSo()
    {
        play(5);
        auto* row = find<SwitchRow>("switch1");
        click(row->button(Position::GivenUp));
        QVERIFY(row->button(Position::GivenUp)->isChecked()); // nothing was pulled yet
        QCOMPARE(row->accessibleName(), QString("UI detail: on"));
        click(row->button(Position::GivenUp));
        QCOMPARE(m_control->thrown.size(), std::size_t{1}); // not asked for twice
    }

    void newTrafficCannotBeHeldOn()
    {
        play(5);
        const auto* held = find<SwitchRow>("switch5")->button(Position::HeldOn);
        QVERIFY(!held->isEnabled() && held->toolTip().contains("refused all the same"));
    }

    void everySwitchIsReachedByKeysAlone()
    {
        play(5);
        auto* first = find<SwitchRow>("switch1")->button(Position::Automatic);
        first->setFocus();
        QTest::keyClick(first, Qt::Key_Right);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
        QCOMPARE(m_control->thrown.size(), std::size_t{1});
        QVERIFY(m_control->thrown[0] == std::pair(Shed::UiDetail, Position::GivenUp));
        // Tab goes from row to row, from top to bottom.
        m_feed->pull();
        std::vector<QString> rows;
        first->setFocus();
        for (int i = 0; i < 20; ++i) {
            const QString row = QApplication::focusWidget()->parentWidget()->objectName();
            if (row.startsWith("switch") && (rows.empty() || rows.back() != row)) rows.push_back(row);
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        }
        QVERIFY((std::vector<QString>(rows.begin(), rows.begin() + 5)
            == std::vector<QString>{"switch1", "switch2", "switch3", "switch4", "switch5"}));
    }

    void thePaletteThrowsThem()
    {
        play(5);
        runCommand("give up personalised");
        QVERIFY(m_control->thrown.size() == 1 && m_control->thrown[0] == std::pair(Shed::Personalisation, Position::GivenUp));
    }

    void showsTheLoadAgainstItsLimit()
    {
        play(16); // the wait is 1.6 s
        m_time->goLive();
        QTRY_VERIFY(find<SwitchRow>("switch2")->accessibleDescription().contains("of 1 s"));
        QVERIFY(find<SwitchRow>("switch1")->accessibleName().endsWith("given up by load"));
        QVERIFY(find<SwitchRow>("switch1")->accessibleDescription().contains("the limit is 0.5 s"));
    }

    void aHeldViewShowsThenAndActsNow()
    {
        play(16);
        m_time->brush({0, 8});
        QVERIFY(find<QLabel>("switchesNote")->text().contains("act on the run as it is now"));
        QCOMPARE(find<SwitchRow>("switch1")->accessibleName(), QString("UI detail: on")); // at 0:08
        QCOMPARE(find<LedgerStrip>("ledgerStrip")->shown().received, m_record.seconds[7].ledger.received);
        click(find<SwitchRow>("switch1")->button(Position::HeldOn));
        QCOMPARE(m_control->thrown.size(), std::size_t{1});
    }

    void aRecordedRunShowsItsTimeAndCannotBeChanged()
    {
        const auto file = std::filesystem::path(m_folder->path().toStdString()) / "run.tailrace";
        QVERIFY(report::writeRunFile(file, m_record));
        m_feed->openFile(file);
        QTRY_COMPARE(m_feed->shown().kind, ShownRun::Kind::File);
        auto* row = find<SwitchRow>("switch1");
        QTRY_VERIFY(row->isVisible());
        for (const Position position : {Position::Automatic, Position::GivenUp, Position::HeldOn}) {
            QVERIFY(!row->button(position)->isEnabled());
            QVERIFY(row->button(position)->toolTip().contains("recorded"));
        }
        QVERIFY(find<QLabel>("switchesSentence")->text().startsWith("At the end everything is on"));
        QCOMPARE(history()->rowCount(), static_cast<int>(switchingsOf(m_record.incidents).size()));
        m_time->brush({5, 16});
        QTRY_VERIFY(row->accessibleName().endsWith("given up by load"));
        QVERIFY(find<QLabel>("switchesSentence")->text().startsWith("At 0:16 2 of 5 are given up"));
        QVERIFY(history()->rowCount() < static_cast<int>(switchingsOf(m_record.incidents).size()));
        m_time->setCursor(6);
        QTRY_COMPARE(row->accessibleName(), QString("UI detail: on"));
        QCOMPARE(history()->rowCount(), 0);
        QVERIFY(m_control->thrown.empty());
    }

    void theHistoryOfOneSwitchAlone()
    {
        play(30);
        click(find<QPushButton>("switchHistory2"));
        QCOMPARE(history()->only(), std::optional(Shed::AdHocQueries));
        QVERIFY(history()->rowCount() > 0);
        const int one = history()->rowCount();
        click(find<QPushButton>("allSwitchings"));
        QVERIFY(history()->rowCount() > one);
    }

    void theLedgerSaysWhenItDoesNotAddUp()
    {
        auto* strip = find<LedgerStrip>("ledgerStrip");
        telemetry::Ledger ledger{.received = 110, .malformed = 10, .accepted = 100, .applied = 90, .inFlight = 10};
        strip->show(ledger);
        QVERIFY(strip->accessibleDescription().startsWith("whole: nothing lost"));
        ledger.inFlight = 7;
        strip->show(ledger);
        QVERIFY(strip->accessibleDescription().contains("lost 3"));
        QVERIFY(strip->accessibleDescription().startsWith("events are unaccounted for"));
    }

private:
    SwitchHistoryModel* history() const { return qobject_cast<SwitchHistoryModel*>(find<QTableView>("switchHistory")->model()); }

    report::RunRecord m_record;
};

QTEST_MAIN(SwitchesPageTest)
#include "switches_page_test.moc"
