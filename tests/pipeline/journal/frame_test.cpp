// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <string>

#include "pipeline/journal/frame.h"
#include "pipeline/journal/segment_header.h"

using namespace tailrace;
using namespace tailrace::journal;

class FrameTest : public QObject {
    Q_OBJECT

private slots:
    void comesBackAsItWas();
    void keepsKindAndFlags();
    void recognisesEachFlippedBit();
    void callsEachShorterPieceTornOrEnd();
    void callsZerosTheEnd();
    void stepsOverWithoutTheBody();
    void headerComesBackAndRefusesEachFlippedBit();

private:
    static std::string sample();
};

std::string FrameTest::sample()
{
    Frame frame;
    frame.kind = FrameKind::Event;
    frame.partition = Partition(2);
    frame.wantsRecommendation = true;
    frame.sequence = Sequence(77);
    frame.watermark = fromMillis(1'700'000'000'123);
    frame.eventTime = fromMillis(1'700'000'000'100);
    frame.due = fromNanos(42);
    frame.collectStarted = fromNanos(43);
    frame.lateness = std::chrono::microseconds(1500);
    frame.group = JournalPosition(4096);
    frame.key = "shopper-1";
    frame.payload = R"({"event_id":"x"})";
    std::string bytes(encodedSize(frame.key.size(), frame.payload.size()), 'x');
    encodeFrame(frame, bytes.data());
    return bytes;
}

void FrameTest::comesBackAsItWas()
{
    const std::string bytes = sample();
    QCOMPARE(bytes.size() % FrameAlignment, std::size_t{0});
    Frame frame;
    std::size_t size = 0;
    QVERIFY(decodeFrame(bytes, frame, size) == FrameStatus::Ok);
    QCOMPARE(size, bytes.size());
    QVERIFY(frame.kind == FrameKind::Event);
    QCOMPARE(frame.partition.value, 2);
    QVERIFY(frame.wantsRecommendation);
    QCOMPARE(frame.sequence.value, std::uint64_t{77});
    QCOMPARE(toMillis(frame.watermark), std::int64_t{1'700'000'000'123});
    QCOMPARE(toMillis(frame.eventTime), std::int64_t{1'700'000'000'100});
    QCOMPARE(toNanos(frame.due), std::int64_t{42});
    QCOMPARE(toNanos(frame.collectStarted), std::int64_t{43});
    QVERIFY(frame.lateness == std::chrono::microseconds(1500));
    QCOMPARE(frame.group.value, std::uint64_t{4096});
    QVERIFY(frame.key == "shopper-1");
    QVERIFY(frame.payload == R"({"event_id":"x"})");
}

void FrameTest::keepsKindAndFlags()
{
    const std::pair<FrameKind, const char*> kinds[] = {{FrameKind::Event, "TRE1"}, {FrameKind::Tick, "TRT1"},
        {FrameKind::DeadLetter, "TRD1"}, {FrameKind::Original, "TRO1"}, {FrameKind::Handover, "TRH1"}, {FrameKind::Retraction, "TRR1"}};
    for (const auto& [kind, letters] : kinds) {
        for (const int flags : {0, 1, 4, 5, 16, 20}) {
            Frame frame;
            frame.kind = kind;
            frame.wantsRecommendation = (flags & 1) != 0;
            frame.continues = (flags & 4) != 0;
            frame.isPast = (flags & 16) != 0;
            std::string bytes(encodedSize(0, 0), 'x');
            encodeFrame(frame, bytes.data());
            QVERIFY(bytes.starts_with(letters));
            QCOMPARE(int{bytes[20]}, flags | (kind == FrameKind::Handover ? 2 : 0));
            Frame back;
            std::size_t size = 0;
            QVERIFY(decodeFrame(bytes, back, size) == FrameStatus::Ok);
            QVERIFY(back.kind == kind && back.wantsRecommendation == frame.wantsRecommendation && back.continues == frame.continues);
            QCOMPARE(back.isPast, frame.isPast);
        }
    }
}

void FrameTest::recognisesEachFlippedBit()
{
    const std::string good = sample();
    Frame frame;
    std::size_t size = 0;
    for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
        std::string bad = good;
        bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ (1 << (bit % 8)));
        QVERIFY2(decodeFrame(bad, frame, size) != FrameStatus::Ok, std::to_string(bit).c_str());
    }
}

void FrameTest::callsEachShorterPieceTornOrEnd()
{
    const std::string good = sample();
    Frame frame;
    std::size_t size = 0;
    for (std::size_t length = 1; length < good.size(); ++length) {
        QVERIFY(decodeFrame(std::string_view(good).substr(0, length), frame, size) == FrameStatus::Torn);
    }
    QVERIFY(decodeFrame({}, frame, size) == FrameStatus::End);
}

void FrameTest::callsZerosTheEnd()
{
    Frame frame;
    std::size_t size = 0;
    QVERIFY(decodeFrame(std::string(200, '\0'), frame, size) == FrameStatus::End);
    // The front of a frame that the disk never got, before a part that it did get.
    std::string hole = sample();
    std::fill_n(hole.begin(), 8, '\0');
    QVERIFY(decodeFrame(hole, frame, size) == FrameStatus::Corrupt);
}

void FrameTest::stepsOverWithoutTheBody()
{
    std::string bytes = sample();
    bytes.back() = 'x';
    const FrameOutline outline = outlineFrame(bytes);
    QVERIFY(outline.status == FrameStatus::Ok);
    QCOMPARE(outline.size, bytes.size());
    QCOMPARE(outline.partition.value, 2);
    QCOMPARE(outline.sequence.value, std::uint64_t{77});
}

void FrameTest::headerComesBackAndRefusesEachFlippedBit()
{
    SegmentHeader header;
    header.incarnation = Incarnation(9);
    header.boot = currentBoot();
    header.base = JournalPosition(0xa1000);
    header.watermark = fromMillis(5);
    header.nextSide = Sequence(3);
    header.nextSequences = {Sequence(1), Sequence(2)};
    const std::string bytes = encodeSegmentHeader(header);
    const auto back = decodeSegmentHeader(bytes);
    QVERIFY(back);
    QVERIFY(back->incarnation == header.incarnation && back->boot == header.boot && back->base == header.base);
    QVERIFY(back->next(Partition(1)) == Sequence(2) && back->next(SideStream) == Sequence(3));
    QVERIFY(header.boot != BootId{});
    QCOMPARE(segmentFileName(header.base), std::string("journal-00000000000a1000.seg"));
    for (std::size_t byte = 0; byte < bytes.size(); ++byte) {
        std::string bad = bytes;
        bad[byte] = static_cast<char>(bad[byte] ^ 4);
        QVERIFY(!decodeSegmentHeader(bad));
    }
}

QTEST_GUILESS_MAIN(FrameTest)
#include "frame_test.moc"
