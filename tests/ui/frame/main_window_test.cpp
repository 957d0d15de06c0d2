// SPDX-License-Identifier: Apache-2.0
#include "ui/frame/main_window.h"

#include <QClipboard>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QTableView>
#include <QtTest>

#include "tests/support/heartbeat.h"
#include "tests/support/patience.h"
#include "tests/support/studio_window.h"
#include "ui/chart/number_text.h"
#include "ui/frame/status_line.h"

using namespace tailrace;
using namespace tailrace::ui;
using Phase = RunProgress::Phase;

// The window as somebody uses it: clicked and typed at.
class MainWindowTest : public QObject, private test::StudioWindow {
    Q_OBJECT
private slots:
    void initTestCase() { m_record = test::RunRecordBuilder().seconds(30).eventsPerSecond(3000).slowRecommendation(12).build(); }

    void init() { open(m_record); }

    void cleanup() { m_window.reset(); }

    void emptyPagesOfferTheOneButton()
    {
        auto* start = find<QPushButton>("emptyStart");
        QVERIFY(start->isVisible());
        click(start);
        QCOMPARE(m_control->wishes.size(), std::size_t{1});
        QCOMPARE(m_control->wishes[0].scenario, std::string("flash-sale"));
    }

    void startAndStopAreAlwaysThere()
    {
        click(find<QPushButton>("start"));
        QCOMPARE(m_control->wishes.size(), std::size_t{1});
        QVERIFY(!find<QPushButton>("start")->isVisible());
        click(find<QPushButton>("stop"));
        QCOMPARE(m_control->stops, 1);
    }

    void digitsChoosePages()
    {
        for (int page = 0; page < m_window->pageCount(); ++page) {
            QTest::keyClick(m_window.get(), static_cast<Qt::Key>(Qt::Key_1 + page));
            QCOMPARE(m_window->currentPage(), page);
        }
    }

    void showsARunFromItsFirstSecondToItsReport()
    {
        play(22); // the total has its 1 000 requests
        QVERIFY(page("Budget")->isVisible());
        QTRY_VERIFY(find<QLabel>("budgetSentence")->text().contains("Recommendation takes most of a request's time"));
        QVERIFY(find<QLabel>("runTitle")->text() == "Flash sale");
        finish();
        const report::Rows rows = report::rowsOf(m_record);
        auto* table = find<QTableView>("stageTable");
        QCOMPARE(table->model()->index(3, 4).data().toString(), digits(rows.stages[3].values.p99));
        QCOMPARE(table->currentIndex().row(), 3); // what eats most is chosen
    }

    void pausingHoldsTheViewWhileSecondsCome()
    {
        play(12);
        QTest::keyClick(m_window.get(), Qt::Key_Space);
        QVERIFY(m_time->isPaused());
        const TimeSpan held = m_time->span();
        closeSeconds(5);
        QTRY_COMPARE(m_feed->seconds().size(), std::size_t{17});
        QCOMPARE(m_time->span(), held);
        QTest::keyClick(m_window.get(), Qt::Key_L);
        QVERIFY(m_time->isLive());
    }

    void spacePressesTheButtonThatHasTheFocus()
    {
        auto* start = find<QPushButton>("start");
        start->setFocus();
        QTest::keyClick(start, Qt::Key_Space);
        QCOMPARE(m_control->wishes.size(), std::size_t{1});
        QVERIFY(!m_time->isPaused());
    }

    void keysZoomAndPan()
    {
        play(30);
        finish();
        QTest::keyClick(m_window.get(), Qt::Key_W);
        QCOMPARE(m_time->span().length(), 15.0);
        const double from = m_time->span().from;
        QTest::keyClick(m_window.get(), Qt::Key_D);
        QVERIFY(m_time->span().from > from);
        QTest::keyClick(m_window.get(), Qt::Key_H);
        QCOMPARE(m_time->span(), (TimeSpan{0, 30}));
    }

    void draggingOnAChartGivesAllTheSameRange()
    {
        play(30);
        finish();
        auto* timeline = find<QWidget>("timeline");
        const QPoint from(timeline->width() / 3, 40), to(timeline->width() / 2, 40);
        QTest::mousePress(timeline, Qt::LeftButton, {}, from);
        QTest::mouseMove(timeline, to);
        QTest::mouseRelease(timeline, Qt::LeftButton, {}, to);
        QVERIFY(m_time->isPaused());
        QVERIFY(m_time->span().length() < 10);
        QTRY_VERIFY(m_feed->range()->span.length() < 12);
    }

    void aShopperOfTheP99IsShown()
    {
        play(30);
        finish();
        for (auto* button : page("Budget")->findChildren<QPushButton*>())
            if (button->text().contains("P99 shopper")) click(button);
        QCOMPARE(m_window->pageName(m_window->currentPage()), QString("Traces"));
        QVERIFY(find<QLabel>("traceTitle")->text().contains("from click to rendered"));
    }

    void explainsTheSumOneClickAway()
    {
        play(30);
        finish();
        auto* table = find<QTableView>("stageTable");
        Q_EMIT table->clicked(table->model()->index(5, 5));
        auto* box = m_window->findChild<QDialog*>("sumExplanation");
        QVERIFY(box && box->isVisible());
        box->close();
    }

    void aTableIsCopiedForASheet()
    {
        play(30);
        finish();
        auto* table = find<QTableView>("stageTable");
        table->setFocus();
        QTest::keyClick(table, Qt::Key_C, Qt::ControlModifier);
        const QStringList lines = QApplication::clipboard()->text().split('\n');
        QCOMPARE(lines.size(), 8);
        QVERIFY(lines[0].startsWith("Stage\tOwner\t"));
        QVERIFY(lines[4].startsWith("Recommendation\tML serving\t"));
    }

    void paletteRunsWhatIsTyped()
    {
        QTest::keyClick(m_window.get(), Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
        auto* palette = m_window->findChild<QDialog*>("commandPalette");
        QVERIFY(palette);
        auto* field = palette->findChild<QLineEdit*>();
        QTest::keyClicks(field, "show flow");
        QCOMPARE(palette->findChild<QListWidget*>()->count(), 1);
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(m_window->pageName(m_window->currentPage()), QString("Flow"));
    }

    void questionMarkShowsTheKeys()
    {
        QTest::keyClick(m_window.get(), Qt::Key_Question, Qt::ShiftModifier);
        auto* keys = m_window->findChild<QDialog*>("keysOverlay");
        QVERIFY(keys && keys->isVisible());
        keys->close();
    }

    void exportsWhatIsShown()
    {
        play(30);
        finish();
        QTest::keyClick(m_window.get(), Qt::Key_E, Qt::ControlModifier);
        QTRY_VERIFY(QFile::exists(m_folder->filePath("report.html")));
    }

    // Seconds may pass before the traffic of a scenario that has a past: with words.
    void aPastThatIsLoadedSaysHowFarItIs()
    {
        m_control->startsAtOnce = false;
        click(find<QPushButton>("emptyStart"));
        m_control->enter(Phase::Starting, "generated past, 24 h before the start: 34 % of about 86 400 events");
        m_feed->pull();
        QVERIFY(says("Now: generated past, 24 h before the start: 34 % of"));
        m_control->enter(Phase::Starting);
        m_feed->pull();
        QVERIFY(says("then the traffic begins") && !says("Now:"));
    }

    void aFailureSaysWhatAndWhatToDo()
    {
        m_control->startsAtOnce = false;
        click(find<QPushButton>("emptyStart"));
        m_control->enter(Phase::Failed, "redis-server is not there: install it, or name a server with --redis");
        m_feed->pull();
        QVERIFY(says("install it"));
        QVERIFY(find<QPushButton>("emptyStart")->isVisible());
    }

    void aLedgerThatDoesNotBalanceIsASentence()
    {
        telemetry::Ledger ledger{.received = 100, .malformed = 0, .accepted = 100, .applied = 90, .inFlight = 7};
        QVERIFY(ledgerSentence(ledger).contains("does not balance: 3 of 100"));
        ledger.inFlight = 10;
        QVERIFY(ledgerSentence(ledger).contains("90 + 10 in flight"));
    }

    void remembersItsTheme()
    {
        m_look->choose(Look::Choice::Dark);
        m_window->close();
        {
            Look look;
            const MainWindow again(*m_feed, look);
            QCOMPARE(look.theme(), Theme::Dark);
        }
        m_look->choose(Look::Choice::System);
        m_window->show();
        m_window->close();
        Look look;
        const MainWindow again(*m_feed, look);
        QCOMPARE(look.choice(), Look::Choice::System);
    }

    void everythingHasAName()
    {
        play(5);
        for (const QWidget* widget : m_window->findChildren<QWidget*>()) {
            const bool reachable = widget->focusPolicy() & Qt::TabFocus && widget->isEnabled() && !widget->objectName().startsWith("qt_");
            if (!reachable || qobject_cast<const QAbstractScrollArea*>(widget->parentWidget())) continue;
            const auto* button = qobject_cast<const QAbstractButton*>(widget);
            const bool named = !widget->accessibleName().isEmpty() || (button && !button->text().isEmpty());
            QVERIFY2(named, qPrintable(QString(widget->metaObject()->className()) + " " + widget->objectName()));
        }
    }

    void theGuiThreadIsNeverBlocked()
    {
        play(30 - 2 * m_window->pageCount()); // the fake copies histograms on this thread, which the real control does not
        test::Heartbeat heartbeat;
        for (int page = 0; page < m_window->pageCount(); ++page) {
            m_window->showPage(page);
            closeSeconds(2);
            QTest::qWait(200);
        }
        QTRY_VERIFY(heartbeat.seen().ms.size() > 50);
        QVERIFY2(heartbeat.own().max() < Longest(), qPrintable(QString::number(heartbeat.own().max())));
    }

    // The watchdog itself: it must see a sleep that somebody plants into this thread.
    void thatWatchdogCanFail()
    {
        test::Heartbeat heartbeat;
        QTimer::singleShot(50, this, [] { QThread::msleep(static_cast<unsigned long>(Longest()) + 100); });
        QTRY_VERIFY(heartbeat.own().max() >= Longest());
    }

private:
    bool says(const QString& words) const
    {
        return std::ranges::any_of(m_window->findChildren<QLabel*>(),
            [&](const QLabel* label) { return label->isVisible() && label->text().contains(words); });
    }

    // Twice the figure for a loaded machine: tests share theirs.
    static double Longest() { return 256.0 * test::Slowness; }

    void finish()
    {
        m_control->enter(Phase::Done);
        QTRY_COMPARE(m_feed->shown().kind, ShownRun::Kind::Finished);
        QTRY_VERIFY(m_feed->seconds().size() == m_record.seconds.size() && m_feed->range()->span.length() == 30);
    }

    report::RunRecord m_record;
};

QTEST_MAIN(MainWindowTest)
#include "main_window_test.moc"
