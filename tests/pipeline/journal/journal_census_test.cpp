// SPDX-License-Identifier: Apache-2.0
#include "pipeline/journal/journal_census.h"

#include <QTest>

#include <fstream>

#include "tests/pipeline/journal/journal_fixture.h"

using namespace tailrace;
using namespace tailrace::journal;

class JournalCensusTest : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        m_fixture = std::make_unique<JournalFixture>();
        m_writer = m_fixture->open();
        QVERIFY(m_writer);
    }

    void anEmptyJournalHoldsNothing()
    {
        const auto census = take();
        QVERIFY(census);
        QVERIFY(census->events == 0 && census->dues.empty() && census->lastCollected == Stamp{});
    }

    void countsEachKindAndSortsTheDueTimes()
    {
        append(FrameKind::Event, 50, 60);
        append(FrameKind::DeadLetter, 40, 61);
        append(FrameKind::Handover, 50, 60);
        append(FrameKind::Retraction, 50, 60);
        append(FrameKind::Event, 45, 62);
        m_writer->appendTick(fromMillis(1'700'000'000'001));
        QVERIFY(m_writer->commit());
        append(FrameKind::Event, 1, 2); // not durable
        const auto census = take();
        QVERIFY(census);
        QCOMPARE(census->events, std::uint64_t{2});
        QCOMPARE(census->deadLetters, std::uint64_t{1});
        QCOMPARE(census->handovers, std::uint64_t{1});
        QCOMPARE(census->lastCollected, fromNanos(62));
        QVERIFY((census->dues == std::vector<Stamp>{fromNanos(40), fromNanos(45), fromNanos(50)}));
    }

    // Their due times count from somewhere else.
    void keepsGeneratedPastApart()
    {
        append(FrameKind::Event, -40, 60, true);
        append(FrameKind::Event, -50, 61, true);
        append(FrameKind::Event, 45, 62);
        QVERIFY(m_writer->commit());
        const auto census = take();
        QVERIFY(census);
        QCOMPARE(census->events, std::uint64_t{3});
        QVERIFY((census->pastDues == std::vector<Stamp>{fromNanos(-50), fromNanos(-40)}));
        QVERIFY(census->dues == std::vector<Stamp>{fromNanos(45)});
    }

    void goesOverSegmentBorders()
    {
        for (int i = 0; i < 100; ++i) QVERIFY(JournalFixture::commitEvents(*m_writer, 5));
        QVERIFY(m_writer->segments().list().size() > 1);
        QCOMPARE(take()->events, std::uint64_t{500});
    }

private:
    void append(FrameKind kind, std::int64_t due, std::int64_t collected, bool isPast = false)
    {
        Frame frame = JournalFixture::event(0, "ann", "{}");
        frame.kind = kind;
        if (kind == FrameKind::DeadLetter) frame.partition = SideStream;
        frame.isPast = isPast;
        frame.due = fromNanos(due);
        frame.collectStarted = fromNanos(collected);
        m_writer->append(frame);
    }
    Result<JournalCensus> take() const { return takeCensus(m_writer->segments(), m_writer->durablePosition()); }

    std::unique_ptr<JournalFixture> m_fixture;
    std::unique_ptr<JournalWriter> m_writer;
};

QTEST_GUILESS_MAIN(JournalCensusTest)
#include "journal_census_test.moc"
