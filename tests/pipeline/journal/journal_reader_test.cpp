// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <atomic>
#include <fstream>
#include <thread>

#include "tests/pipeline/journal/journal_fixture.h"

using namespace tailrace;
using namespace tailrace::journal;

class JournalReaderTest : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        m_fixture = std::make_unique<JournalFixture>();
        m_writer = m_fixture->open();
        QVERIFY(m_writer);
    }
    void readsNothingFromAnEmptyJournal();
    void returnsOnlyItsPartitionWithItsText();
    void returnsTicksBetweenItsFramesWhenAsked();
    void readsTheSideStream();
    void stopsAtTheDurablePositionAndGoesOn();
    void continuesFromAStoredPosition();
    void findsEverySequence();
    void refusesSequencesThatAreNotThere();
    void refusesRemovedPositions();
    void keepsItsMappingWhenTheSegmentIsRemoved();
    void failsOnADamagedFrame();
    void failsOnAMissingSequence();
    void followsAConcurrentWriter();

private:
    void damageSecondFrame(std::size_t at, char byte);

    std::unique_ptr<JournalFixture> m_fixture;
    std::unique_ptr<JournalWriter> m_writer;
};

void JournalReaderTest::readsNothingFromAnEmptyJournal()
{
    JournalCursor cursor(m_writer->segments(), Partition(0), JournalPosition{});
    QVERIFY(!cursor.next(m_writer->durablePosition()));
    QVERIFY(!cursor.error());
    QVERIFY(cursor.seekToSequence(Sequence(0), m_writer->durablePosition()));
    QVERIFY(JournalFixture::commitEvents(*m_writer, 3));
    QVERIFY(cursor.next(m_writer->durablePosition()));
}

void JournalReaderTest::returnsOnlyItsPartitionWithItsText()
{
    m_writer->append(JournalFixture::event(0, "zero", "{\"a\":0}"));
    m_writer->append(JournalFixture::event(1, "one", "{\"a\":1}"));
    m_writer->append(JournalFixture::event(0, "two", "{\"a\":2}"));
    QVERIFY(m_writer->commit());
    JournalCursor cursor(m_writer->segments(), Partition(1), JournalPosition{});
    const auto frame = cursor.next(m_writer->durablePosition());
    QVERIFY(frame);
    QVERIFY(frame->key == "one" && frame->payload == "{\"a\":1}");
    QVERIFY(!cursor.next(m_writer->durablePosition()));
    QVERIFY(cursor.position() == m_writer->durablePosition());
}

void JournalReaderTest::returnsTicksBetweenItsFramesWhenAsked()
{
    m_writer->append(JournalFixture::event(0, "a", "{}", 1000));
    m_writer->appendTick(fromMillis(2000));
    m_writer->append(JournalFixture::event(0, "a", "{}", 3000));
    QVERIFY(m_writer->commit());
    JournalCursor cursor(m_writer->segments(), Partition(0), JournalPosition{}, CursorTicks::Include);
    QVERIFY(cursor.next(m_writer->durablePosition())->kind == FrameKind::Event);
    const auto tick = cursor.next(m_writer->durablePosition());
    QVERIFY(tick->kind == FrameKind::Tick);
    QCOMPARE(toMillis(tick->watermark), std::int64_t{2000});
    QCOMPARE(cursor.next(m_writer->durablePosition())->sequence.value, std::uint64_t{1});
}

void JournalReaderTest::readsTheSideStream()
{
    Frame letter;
    letter.kind = FrameKind::DeadLetter;
    letter.payload = "{\"reason\":\"x\"}";
    m_writer->append(JournalFixture::event(0, "a", "{}"));
    m_writer->append(letter);
    QVERIFY(m_writer->commit());
    JournalCursor cursor(m_writer->segments(), SideStream, JournalPosition{});
    const auto frame = cursor.next(m_writer->durablePosition());
    QVERIFY(frame && frame->kind == FrameKind::DeadLetter && frame->payload == letter.payload);
    QVERIFY(!cursor.next(m_writer->durablePosition()));
}

void JournalReaderTest::stopsAtTheDurablePositionAndGoesOn()
{
    JournalCursor cursor(m_writer->segments(), Partition(2), JournalPosition{});
    std::uint64_t expected = 0;
    for (int group = 0; group < 60; ++group) {
        QVERIFY(JournalFixture::commitEvents(*m_writer, 6));
        const auto durable = m_writer->durablePosition();
        for (int i = 0; i < 2; ++i) {
            const auto frame = cursor.next(durable);
            QVERIFY(frame);
            QCOMPARE(frame->sequence.value, expected++);
        }
        QVERIFY(!cursor.next(durable));
        QVERIFY(!cursor.error());
    }
    QVERIFY(m_writer->segments().list().size() > 2);
}

void JournalReaderTest::continuesFromAStoredPosition()
{
    for (int group = 0; group < 40; ++group) QVERIFY(JournalFixture::commitEvents(*m_writer, 9));
    const auto durable = m_writer->durablePosition();
    JournalCursor first(m_writer->segments(), Partition(1), JournalPosition{});
    while (const auto frame = first.next(durable)) {
        JournalCursor again(m_writer->segments(), Partition(1), frame->position);
        QCOMPARE(again.next(durable)->sequence.value, frame->sequence.value);
        JournalCursor behind(m_writer->segments(), Partition(1), frame->following);
        const auto next = behind.next(durable);
        QVERIFY(!next || next->sequence.value == frame->sequence.value + 1);
    }
}

void JournalReaderTest::findsEverySequence()
{
    for (int group = 0; group < 40; ++group) QVERIFY(JournalFixture::commitEvents(*m_writer, 9));
    const auto durable = m_writer->durablePosition();
    JournalCursor cursor(m_writer->segments(), Partition(1), JournalPosition{});
    for (std::uint64_t sequence = 0; sequence < 120; ++sequence) {
        QVERIFY(cursor.seekToSequence(Sequence(sequence), durable));
        QCOMPARE(cursor.next(durable)->sequence.value, sequence);
    }
    QVERIFY(cursor.seekToSequence(Sequence(120), durable)); // the next to be written
    QVERIFY(!cursor.next(durable));
    QVERIFY(JournalFixture::commitEvents(*m_writer, 9));
    QCOMPARE(cursor.next(m_writer->durablePosition())->sequence.value, std::uint64_t{120});
}

void JournalReaderTest::refusesSequencesThatAreNotThere()
{
    for (int group = 0; group < 40; ++group) QVERIFY(JournalFixture::commitEvents(*m_writer, 9));
    const auto durable = m_writer->durablePosition();
    JournalCursor cursor(m_writer->segments(), Partition(1), JournalPosition{});
    const auto beyond = cursor.seekToSequence(Sequence(121), durable);
    QVERIFY(!beyond && beyond.error().code() == ErrorCode::OutOfRange);
    QCOMPARE(cursor.next(durable)->sequence.value, std::uint64_t{0}); // it stayed
    QVERIFY(m_writer->removeBefore(JournalPosition(m_writer->segments().list()[2].header.base)));
    const auto removed = cursor.seekToSequence(Sequence(0), durable);
    QVERIFY(!removed && removed.error().code() == ErrorCode::OutOfRange);
}

void JournalReaderTest::refusesRemovedPositions()
{
    for (int group = 0; group < 40; ++group) QVERIFY(JournalFixture::commitEvents(*m_writer, 9));
    QVERIFY(m_writer->removeBefore(m_writer->segments().list()[2].header.base));
    JournalCursor cursor(m_writer->segments(), Partition(1), JournalPosition{});
    QVERIFY(!cursor.next(m_writer->durablePosition()));
    QVERIFY(cursor.error() && cursor.error()->code() == ErrorCode::OutOfRange);
    cursor.seek(m_writer->segments().firstPosition());
    QVERIFY(cursor.next(m_writer->durablePosition()));
}

void JournalReaderTest::keepsItsMappingWhenTheSegmentIsRemoved()
{
    for (int group = 0; group < 40; ++group) QVERIFY(JournalFixture::commitEvents(*m_writer, 9));
    JournalCursor cursor(m_writer->segments(), Partition(0), JournalPosition{});
    const auto frame = cursor.next(m_writer->durablePosition());
    QVERIFY(m_writer->removeBefore(m_writer->durablePosition()));
    QVERIFY(frame->payload == "{\"n\":0}");
}

// Of partition 0, in the file that the reader maps.
void JournalReaderTest::damageSecondFrame(std::size_t at, char byte)
{
    JournalCursor healthy(m_writer->segments(), Partition(0), JournalPosition{});
    healthy.next(m_writer->durablePosition());
    const auto second = healthy.next(m_writer->durablePosition());
    std::fstream file(m_writer->segments().list().front().file, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(second->position.value + at));
    file.put(byte);
}

void JournalReaderTest::failsOnADamagedFrame()
{
    QVERIFY(JournalFixture::commitEvents(*m_writer, 30));
    const auto durable = m_writer->durablePosition();
    damageSecondFrame(FrameHeaderSize, 'X');
    JournalCursor cursor(m_writer->segments(), Partition(0), JournalPosition{});
    QVERIFY(cursor.next(durable));
    QVERIFY(!cursor.next(durable));
    QVERIFY(cursor.error() && cursor.error()->code() == ErrorCode::Corrupt);
    JournalScan scan(m_writer->segments(), JournalPosition{}, durable);
    while (scan.next()) {}
    QVERIFY(scan.error());
}

void JournalReaderTest::failsOnAMissingSequence()
{
    QVERIFY(JournalFixture::commitEvents(*m_writer, 30));
    const auto durable = m_writer->durablePosition();
    // A flipped partition field makes the frame somebody else's: stepped over, unless its sequence is missed.
    damageSecondFrame(16, 2);
    JournalCursor cursor(m_writer->segments(), Partition(0), JournalPosition{});
    QVERIFY(cursor.next(durable));
    QVERIFY(!cursor.next(durable));
    QVERIFY(cursor.error() && cursor.error()->code() == ErrorCode::Corrupt);
}

void JournalReaderTest::followsAConcurrentWriter()
{
    constexpr int Groups = 400;
    std::atomic<bool> failed{false};
    std::vector<std::jthread> readers;
    for (int p = 0; p < m_writer->partitions(); ++p) {
        readers.emplace_back([this, p, &failed] {
            JournalCursor cursor(m_writer->segments(), Partition(p), JournalPosition{});
            std::uint64_t expected = 0;
            const auto giveUp = std::chrono::steady_clock::now() + std::chrono::seconds(40);
            while (expected < 5 * Groups && !cursor.error() && std::chrono::steady_clock::now() < giveUp) {
                const auto frame = cursor.next(m_writer->durablePosition());
                if (!frame) {
                    std::this_thread::yield();
                    continue;
                }
                const std::string text = std::to_string(expected);
                if (frame->sequence.value != expected || frame->payload != "{\"n\":" + text + "}" || frame->key != "shopper" + text) break;
                ++expected;
            }
            if (expected != 5 * Groups) failed = true;
        });
    }
    for (int group = 0; group < Groups; ++group) QVERIFY(JournalFixture::commitEvents(*m_writer, 15));
    readers.clear();
    QVERIFY(!failed);
}

QTEST_GUILESS_MAIN(JournalReaderTest)
#include "journal_reader_test.moc"
