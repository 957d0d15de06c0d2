// SPDX-License-Identifier: Apache-2.0
#include "ui/run/run_feed.h"

#include <QtTest>

#include "pipeline/report/run_file.h"
#include "tests/support/fake_run_control.h"

using namespace tailrace;
using namespace tailrace::ui;
using Phase = RunProgress::Phase;

class RunFeedTest : public QObject {
    Q_OBJECT
private slots:
    void init()
    {
        m_control = std::make_unique<test::FakeRunControl>(test::RunRecordBuilder().seconds(20).eventsPerSecond(2000).build());
        m_time = std::make_unique<TimeView>();
        m_feed = std::make_unique<RunFeed>(*m_control, *m_time);
    }

    void showsNothingBeforeTheFirstRun()
    {
        m_feed->pull();
        QCOMPARE(m_feed->shown().kind, ShownRun::Kind::None);
        QVERIFY(!m_feed->range());
    }

    void gathersSecondsWhileItRuns()
    {
        play(12);
        QCOMPARE(m_feed->shown().kind, ShownRun::Kind::Live);
        QTRY_COMPARE(m_feed->seconds().size(), std::size_t{12});
        QTRY_VERIFY(m_feed->range() && m_feed->range()->span == (TimeSpan{0, 12}));
        std::uint64_t events = 0;
        for (int i = 0; i < 12; ++i) events += m_control->record().seconds[static_cast<std::size_t>(i)].series.find("freshness")->count();
        QCOMPARE(m_feed->range()->series.at("freshness").count(), events);
    }

    void endsWithTheRecordItself()
    {
        play(7); // and what comes after is not seen
        m_control->enter(Phase::Done);
        QTRY_COMPARE(m_feed->shown().kind, ShownRun::Kind::Finished);
        QTRY_COMPARE(m_feed->seconds().size(), std::size_t{20});
        QTRY_VERIFY(m_feed->range() && m_feed->range()->span == (TimeSpan{0, 20}));
        const report::Rows rows = report::rowsOf(m_control->record());
        QCOMPARE(m_feed->range()->rows.total.values.p99, rows.total.values.p99);
        QCOMPARE(m_feed->range()->rows.stages[3].values.p50, rows.stages[3].values.p50);
    }

    void measuresTheRangeThatIsBrushed()
    {
        play(20);
        QTRY_COMPARE(m_feed->seconds().size(), std::size_t{20});
        m_time->brush({3, 9});
        QTRY_VERIFY(m_feed->range() && m_feed->range()->span == (TimeSpan{3, 9}));
    }

    void startsAgain()
    {
        play(5);
        m_control->enter(Phase::Done);
        QTRY_COMPARE(m_feed->shown().kind, ShownRun::Kind::Finished);
        m_feed->start({});
        QCOMPARE(m_control->wishes.size(), std::size_t{2});
        QCOMPARE(m_feed->shown().kind, ShownRun::Kind::Live);
        QTest::qWait(300); // what was asked for the run before never comes
        QVERIFY(m_feed->seconds().empty());
    }

    void startsNothingBesideARun()
    {
        play(2);
        m_feed->start({});
        QCOMPARE(m_control->wishes.size(), std::size_t{1});
    }

    void showsNothingOfARunThatCouldNotStart()
    {
        m_control->startsAtOnce = false;
        m_feed->start({});
        m_control->enter(Phase::Failed, "the disk is full");
        m_feed->pull();
        QCOMPARE(m_feed->shown().kind, ShownRun::Kind::None);
        QCOMPARE(m_feed->progress()->words, std::string("the disk is full"));
    }

    void opensARunFile()
    {
        const QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath("run.tailrace").toStdString();
        QVERIFY(report::writeRunFile(file, m_control->record()));
        m_feed->openFile(file);
        QTRY_COMPARE(m_feed->shown().kind, ShownRun::Kind::File);
        QTRY_COMPARE(m_feed->seconds().size(), std::size_t{20});
        QCOMPARE(m_feed->shown().scenario, QString("flash-sale"));
        QCOMPARE(m_feed->shown().file, file);
        QCOMPARE(m_feed->traces().size(), m_control->record().traces.size());
    }

    void saysWhatIsWrongWithAFile()
    {
        QSignalSpy troubled(m_feed.get(), &RunFeed::troubled);
        m_feed->openFile("/nonexistent/run.tailrace");
        QTRY_COMPARE(troubled.count(), 1);
        QVERIFY(troubled[0][0].toString().contains("/nonexistent/run.tailrace"));
        QCOMPARE(m_feed->shown().kind, ShownRun::Kind::None);
    }

    void tellsIncidentsWhileItRuns()
    {
        play(9);
        QVERIFY(m_feed->incidents().empty());
        for (int i = 0; i < 4; ++i) {
            m_control->closeSecond();
            m_feed->pull();
        }
        QCOMPARE(m_feed->incidents().size(), std::size_t{2});
        QCOMPARE(m_feed->incidents()[1].kind, std::string("redis back"));
    }

    void countsHowLongALineIsOver()
    {
        play(20);
        QTRY_COMPARE(m_feed->seconds().size(), std::size_t{20});
        QCOMPARE(m_feed->secondsOver(4), 0); // a render takes a tenth of its budget
        // The store was away at 11 s, for a second.
        m_time->brush({5, 12});
        QCOMPARE(m_feed->secondsOver(2), 1);
    }

private:
    void play(int seconds)
    {
        m_feed->start({});
        m_feed->pull();
        for (int i = 0; i < seconds; ++i) {
            m_control->closeSecond();
            m_feed->pull();
        }
    }

    std::unique_ptr<test::FakeRunControl> m_control;
    std::unique_ptr<TimeView> m_time;
    std::unique_ptr<RunFeed> m_feed;
};

QTEST_GUILESS_MAIN(RunFeedTest)
#include "run_feed_test.moc"
