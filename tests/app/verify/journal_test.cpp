// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include <fstream>
#include <memory>

#include "app/verify/journal.h"
#include "app/verify/unreadable.h"
#include "tests/support/journal_bytes.h"

using namespace tailrace::verify;
using tailrace::test::JournalBytes;

namespace {

JournalBytes::FrameText frame(const std::string& key, const std::string& payload, std::int32_t partition = 0)
{
    return {.kind = "TRE1", .partition = partition, .watermark = 2000, .eventTime = 1000, .key = key, .payload = payload};
}

} // namespace

class JournalTest : public QObject {
    Q_OBJECT

private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void everyFieldIsRead()
    {
        JournalBytes bytes;
        bytes.append(frame("alice", "text", 3));
        bytes.append({.kind = "TRH1",
            .partition = 2,
            .watermark = -5,
            .key = "bob",
            .payload = "moved",
            .flags = 3,
            .continuesGroup = true});
        bytes.append({.kind = "TRT1", .partition = -1});
        bytes.write(folder());
        const Journal journal(folder());
        QCOMPARE(journal.incarnation(), JournalBytes::Incarnation);
        QCOMPARE(journal.partitions(), 4);
        QCOMPARE(journal.frames().size(), std::size_t{3});
        const Frame& event = journal.frames()[0];
        QVERIFY(event.kind == FrameKind::Event && event.partition == 3 && event.position == 4096 && event.group == 4096);
        QVERIFY(event.watermark == 2000 && event.eventTime == 1000 && event.key == "alice" && event.payload == "text");
        const Frame& handover = journal.frames()[1];
        QVERIFY(handover.kind == FrameKind::Handover && handover.watermark == -5 && handover.flags == 3 && handover.group == 4096);
        QVERIFY(journal.frames()[2].kind == FrameKind::Tick && journal.frames()[2].partition == -1);
        QCOMPARE(journal.end(), bytes.end());
        QCOMPARE(journal.tornBytes(), std::uint64_t{0});
    }

    // What stands behind the next segment's base was never acknowledged, whatever it looks like.
    void segmentsContinueEachOther()
    {
        JournalBytes first;
        first.append(frame("alice", "one"));
        JournalBytes second(first.end(), first.nextSequence());
        first.append(frame("alice", "never acknowledged"));
        second.append(frame("alice", "two"));
        first.write(folder());
        second.write(folder());
        std::ofstream(folder() / "journal-00000000000fffff.seg.new") << "half a header";
        const Journal journal(folder());
        QCOMPARE(journal.frames().size(), std::size_t{2});
        QVERIFY(journal.frames()[1].payload == "two" && journal.frames()[1].sequence == 1);
        QCOMPARE(journal.frames()[1].position, second.end() - journal.frames()[1].length);
    }

    void aTornTailIsCut()
    {
        JournalBytes bytes;
        bytes.append(frame("alice", "one"));
        const std::uint64_t second = bytes.append(frame("alice", "two"));
        auto third = frame("alice", "three");
        third.continuesGroup = true; // the same group: it need not be whole
        bytes.append(third);
        bytes.bytes()[second + 85] ^= 1;
        bytes.write(folder());
        const Journal journal(folder());
        QCOMPARE(journal.frames().size(), std::size_t{1});
        QCOMPARE(journal.end(), second);
        QVERIFY(journal.tornBytes() > 0);
    }

    void damageBeforeALaterGroupIsNoTornTail()
    {
        JournalBytes bytes;
        const std::uint64_t first = bytes.append(frame("alice", "one"));
        bytes.append(frame("alice", "two"));
        bytes.bytes()[first + 85] ^= 1;
        expectRefusal(bytes, "damaged at position 4096");
    }

    void damageInAnOlderSegmentIsRefused()
    {
        JournalBytes first;
        const std::uint64_t only = first.append(frame("alice", "one"));
        JournalBytes(first.end(), first.nextSequence()).write(folder());
        first.bytes()[only + 85] ^= 1;
        expectRefusal(first, "damaged at position 4096");
    }

    void aHoleInASequenceIsRefused()
    {
        JournalBytes first;
        first.append(frame("alice", "one"));
        auto next = first.nextSequence();
        ++next[0];
        JournalBytes(first.end(), next).write(folder());
        expectRefusal(first, "does not continue the sequence");
    }

    void removedSegmentsAreRefused() { expectRefusal(JournalBytes(4096 * 16, {{0, 7}}), "older segments were removed"); }

    void aDamagedHeaderIsRefused()
    {
        JournalBytes bytes;
        bytes.bytes()[200] ^= 1;
        expectRefusal(bytes, "header is damaged");
    }

private:
    std::filesystem::path folder() const { return m_folder->path().toStdString(); }

    void expectRefusal(const JournalBytes& bytes, const char* why)
    {
        bytes.write(folder());
        try {
            const Journal journal(folder());
            QFAIL("was read");
        } catch (const Unreadable& error) {
            QVERIFY2(QString(error.what()).contains(why), error.what());
        }
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(JournalTest)
#include "journal_test.moc"
