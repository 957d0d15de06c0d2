// SPDX-License-Identifier: Apache-2.0
#include "tests/pipeline/collector/collector_fixture.h"

using namespace tailrace;
using namespace tailrace::collector;
using namespace tailrace::collector::test;
using journal::FrameKind;

// A cut's mark in the journal, and what is told of it.
class CutMarkTest : public CollectorFixture {
    Q_OBJECT

private slots:
    void init() { begin(); }
    void cleanup() { end(); }

    void endsTheGroupAndMovesNothing()
    {
        m_collector->requestCut();
        submit({eventText("e1", "v", Now - 1000), eventText("e2", "vv", Now - 2000), "{", eventText("e3", "v", Now - 3000)});
        m_collector->start();
        m_collector->stop();
        const auto found = frames();
        QCOMPARE(found.size(), std::size_t{5});
        QVERIFY(found[4].kind == FrameKind::Tick && found[4].marksCut && !found[3].marksCut);
        QVERIFY(found[4].partition == journal::SideStream);
        QCOMPARE(toMillis(found[4].watermark), Now - 1000);
        QCOMPARE(m_listener->marks.size(), std::size_t{1});
        const CutMark& mark = m_listener->marks[0];
        QVERIFY(mark.position == m_journal->durablePosition());
        QCOMPARE(toMillis(mark.watermark), Now - 1000);
        QCOMPARE(mark.accepted, std::uint64_t{3});
        QCOMPARE(mark.next.size(), std::size_t{2});
        QCOMPARE(mark.next[0].value, std::uint64_t{1}); // "vv"
        QCOMPARE(mark.next[1].value, std::uint64_t{2}); // "v"
    }

    void waitsForTheFirstEvent()
    {
        make({.tickEvery = std::chrono::milliseconds(5)});
        m_collector->requestCut();
        m_collector->start();
        QTest::qWait(30);
        QCOMPARE(m_listener->marked.load(), std::uint64_t{0}); // W is unknown
        submit({eventText("e1", "v", Now)});
        QTRY_COMPARE(m_listener->marked.load(), std::uint64_t{1});
        QTest::qWait(30);
        m_collector->stop();
        QCOMPARE(frames().size(), std::size_t{2}); // asked once, marked once
    }

    void comesWithoutTraffic()
    {
        make({.tickEvery = std::chrono::milliseconds(5)});
        m_collector->start();
        submit({eventText("e1", "v", Now)});
        QTRY_COMPARE(m_collector->status().accepted, std::uint64_t{1});
        m_collector->requestCut();
        QTRY_COMPARE(m_listener->marked.load(), std::uint64_t{1});
        m_collector->stop();
        QCOMPARE(m_listener->marks[0].accepted, std::uint64_t{1});
    }

    void isNotToldOfAGroupThatTheDiskRefuses()
    {
        make({.tickEvery = std::chrono::milliseconds(5)});
        m_collector->start();
        submit({eventText("e1", "v", Now)});
        QTRY_COMPARE(m_collector->status().accepted, std::uint64_t{1});
        diskIsBroken = true;
        m_collector->requestCut();
        submit({eventText("e2", "v", Now + 5000)});
        QTRY_COMPARE(m_collector->status().refused, std::uint64_t{1});
        QTest::qWait(30);
        QCOMPARE(m_listener->marked.load(), std::uint64_t{0});
        diskIsBroken = false;
        QTRY_COMPARE(m_listener->marked.load(), std::uint64_t{1}); // the wish has stayed
        m_collector->stop();
        const CutMark& mark = m_listener->marks[0];
        QCOMPARE(mark.accepted, std::uint64_t{1});
        QCOMPARE(toMillis(mark.watermark), Now); // e2 has never been
        QCOMPARE(mark.next[1].value, std::uint64_t{1});
    }
};

QTEST_GUILESS_MAIN(CutMarkTest)
#include "cut_mark_test.moc"
