// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <sys/resource.h>

#include <cerrno>
#include <csignal>
#include <fstream>

#include "tests/pipeline/journal/journal_fixture.h"

using namespace tailrace;
using namespace tailrace::journal;

namespace {

int failingSyncs = 0; // that many calls fail, then the disk is well again
int failingAllocations = 0;
int shortWriteBytes = 0; // a write that takes only so many bytes and then fails

int flakySync(int fd)
{
    if (failingSyncs > 0 && failingSyncs-- > 0) {
        errno = EIO;
        return -1;
    }
    return ::fdatasync(fd);
}

int flakyAllocate(int fd, off_t offset, off_t bytes)
{
    if (failingAllocations > 0 && failingAllocations-- > 0) return ENOSPC;
    return ::posix_fallocate(fd, offset, bytes);
}

ssize_t flakyWrite(int fd, const void* data, std::size_t bytes, off_t offset)
{
    if (shortWriteBytes == 0) return ::pwrite(fd, data, bytes, offset);
    if (shortWriteBytes < 0) {
        shortWriteBytes = 0;
        errno = ENOSPC;
        return -1;
    }
    const auto taken = ::pwrite(fd, data, static_cast<std::size_t>(shortWriteBytes), offset);
    shortWriteBytes = -1;
    return taken;
}

} // namespace

class JournalWriterTest : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        failingSyncs = failingAllocations = shortWriteBytes = 0;
        m_fixture = std::make_unique<JournalFixture>();
        m_fixture->options.calls = {&flakyAllocate, &flakyWrite, &flakySync};
    }
    void numbersEachPartitionDensely();
    void keepsTheOldWatermarkOfAHandover();
    void showsFramesOfTheGroup();
    void rollsSegmentsAndLosesNothing();
    void writesAGroupLargerThanASegment();
    void continuesAfterReopen();
    void continuesAfterAKill();
    void refusesASecondWriter();
    void refusesAnotherNumberOfPartitions();
    void watermarkNeverFalls();
    void movesTheGroupToANewSegmentWhenSyncFails();
    void dropsTheGroupWhenTheDiskIsGone();
    void survivesAShortWrite();
    void rollbackForgetsTheGroup();
    void recoversWhenTheQuotaHasRoomAgain();
    void recoversWhenTheFileSizeLimitIsLifted();
    void keepsTheNewestSegmentWhenRemoving();

private:
    static bool isWhole(const JournalWriter& writer, std::uint64_t each)
    {
        for (int p = 0; p < writer.partitions(); ++p) {
            const auto found = JournalFixture::sequences(writer.segments(), p, writer.durablePosition());
            if (found.size() != each || !JournalFixture::isDense(found)) return false;
        }
        JournalScan scan(writer.segments(), JournalPosition{}, writer.durablePosition());
        while (scan.next()) {}
        return !scan.error() && scan.position() == writer.durablePosition();
    }

    std::unique_ptr<JournalFixture> m_fixture;
};

void JournalWriterTest::numbersEachPartitionDensely()
{
    const auto writer = m_fixture->open();
    QVERIFY(writer);
    QVERIFY(!writer->recovery().continued);
    QVERIFY(writer->incarnation().value != 0);
    QCOMPARE(writer->append(JournalFixture::event(1, "a", "{}")).value, std::uint64_t{0});
    QCOMPARE(writer->append(JournalFixture::event(1, "a", "{}")).value, std::uint64_t{1});
    QCOMPARE(writer->append(JournalFixture::event(0, "b", "{}")).value, std::uint64_t{0});
    QCOMPARE(writer->appendTick(fromMillis(1'700'000'000'500)).value, std::uint64_t{0});
    QCOMPARE(writer->durablePosition().value, std::uint64_t{0}); // nothing is durable before commit
    QVERIFY(writer->commit());
    QVERIFY(writer->durablePosition().value > 0);
    QCOMPARE(writer->nextSequence(Partition(1)).value, std::uint64_t{2});
    QCOMPARE(writer->nextSequence(Partition(0)).value, std::uint64_t{1});
    QCOMPARE(writer->nextSequence(SideStream).value, std::uint64_t{1});
}

void JournalWriterTest::keepsTheOldWatermarkOfAHandover()
{
    auto writer = m_fixture->open();
    writer->append(JournalFixture::event(0, "a", "{}", 2000));
    Frame handover = JournalFixture::event(1, "b", "{}", 1000);
    handover.kind = FrameKind::Handover;
    writer->append(handover);
    writer->append(JournalFixture::event(1, "b", "{}", 500));
    QVERIFY(writer->commit());
    JournalCursor cursor(writer->segments(), Partition(1), JournalPosition{});
    QCOMPARE(toMillis(cursor.next(writer->durablePosition())->watermark), std::int64_t{1000});
    QCOMPARE(toMillis(cursor.next(writer->durablePosition())->watermark), std::int64_t{2000});
    handover.watermark = fromMillis(9000);
    writer->append(handover);
    QVERIFY(writer->commit());
    QCOMPARE(toMillis(writer->watermark()), std::int64_t{2000});
}

void JournalWriterTest::showsFramesOfTheGroup()
{
    const auto writer = m_fixture->open();
    for (int round = 0; round < 3; ++round) {
        const JournalPosition first = writer->expectedPosition();
        writer->append(JournalFixture::event(0, "a", "one"));
        const JournalPosition second = writer->expectedPosition();
        writer->append(JournalFixture::event(1, "b", "two"));
        QVERIFY(writer->pending(first).payload == "one");
        QVERIFY(writer->pending(second).payload == "two" && writer->pending(second).key == "b");
        QVERIFY(writer->commit());
        // The first group of a segment stands behind its header.
        QCOMPARE(writer->groupBegin().value, first.value + (round == 0 ? SegmentHeaderSize : 0));
    }
}

void JournalWriterTest::rollsSegmentsAndLosesNothing()
{
    const auto writer = m_fixture->open();
    for (int group = 0; group < 100; ++group) QVERIFY(JournalFixture::commitEvents(*writer, 12));
    QVERIFY(writer->segments().list().size() > 5);
    QVERIFY(isWhole(*writer, 400));
}

void JournalWriterTest::writesAGroupLargerThanASegment()
{
    const auto writer = m_fixture->open();
    QVERIFY(JournalFixture::commitEvents(*writer, 3));
    QVERIFY(JournalFixture::commitEvents(*writer, 900));
    QVERIFY(JournalFixture::commitEvents(*writer, 3));
    QVERIFY(isWhole(*writer, 302));
}

void JournalWriterTest::continuesAfterReopen()
{
    auto writer = m_fixture->open();
    const Incarnation incarnation = writer->incarnation();
    for (int life = 0; life < 5; ++life) {
        QVERIFY(JournalFixture::commitEvents(*writer, 30));
        const auto end = writer->durablePosition();
        writer.reset();
        writer = m_fixture->open();
        QVERIFY(writer);
        QVERIFY(writer->recovery().continued);
        QCOMPARE(writer->recovery().cutBytes, std::uint64_t{0});
        QVERIFY(writer->durablePosition() == end);
        QVERIFY(writer->incarnation() == incarnation);
        QCOMPARE(toMillis(writer->watermark()), std::int64_t{1'700'000'000'000});
    }
    QVERIFY(isWhole(*writer, 50));
}

void JournalWriterTest::continuesAfterAKill()
{
    const auto living = m_fixture->open();
    for (int group = 0; group < 20; ++group) {
        QVERIFY(JournalFixture::commitEvents(*living, 9));
        JournalOptions options = m_fixture->options;
        options.directory = m_fixture->copyAsKilled("killed");
        auto writer = JournalWriter::open(options);
        QVERIFY(writer);
        QVERIFY((*writer)->durablePosition() == living->durablePosition());
        QVERIFY(JournalFixture::commitEvents(**writer, 3));
        QVERIFY(isWhole(**writer, static_cast<std::uint64_t>(3 * (group + 1) + 1)));
    }
}

void JournalWriterTest::refusesASecondWriter()
{
    const auto first = m_fixture->open();
    const auto second = JournalWriter::open(m_fixture->options);
    QVERIFY(!second);
    QVERIFY(second.error().code() == ErrorCode::Unavailable);
}

void JournalWriterTest::refusesAnotherNumberOfPartitions()
{
    QVERIFY(JournalFixture::commitEvents(*m_fixture->open(), 3));
    m_fixture->options.partitions = 4;
    const auto writer = JournalWriter::open(m_fixture->options);
    QVERIFY(!writer);
    QVERIFY(writer.error().code() == ErrorCode::InvalidInput);
}

void JournalWriterTest::watermarkNeverFalls()
{
    const auto writer = m_fixture->open();
    writer->append(JournalFixture::event(0, "a", "{}", 2000));
    writer->append(JournalFixture::event(0, "a", "{}", 1000));
    QVERIFY(writer->commit());
    JournalCursor cursor(writer->segments(), Partition(0), JournalPosition{});
    QCOMPARE(toMillis(cursor.next(writer->durablePosition())->watermark), std::int64_t{2000});
    const auto second = cursor.next(writer->durablePosition());
    QCOMPARE(toMillis(second->watermark), std::int64_t{2000});
    QCOMPARE(toMillis(second->eventTime), std::int64_t{1000});
}

void JournalWriterTest::movesTheGroupToANewSegmentWhenSyncFails()
{
    const auto writer = m_fixture->open();
    QVERIFY(JournalFixture::commitEvents(*writer, 6));
    const auto segments = writer->segments().list().size();
    failingSyncs = 1;
    QVERIFY(JournalFixture::commitEvents(*writer, 6));
    QCOMPARE(failingSyncs, 0);
    QCOMPARE(writer->segments().list().size(), segments + 1);
    QVERIFY(JournalFixture::commitEvents(*writer, 6));
    QVERIFY(isWhole(*writer, 6));
}

void JournalWriterTest::dropsTheGroupWhenTheDiskIsGone()
{
    const auto writer = m_fixture->open();
    QVERIFY(JournalFixture::commitEvents(*writer, 6));
    for (const int failures : {2, 3, 4}) { // at the group, at the new segment's header, at the group again
        const auto before = writer->durablePosition();
        const auto next = writer->nextSequence(Partition(0));
        failingSyncs = failures;
        const auto lost = JournalFixture::commitEvents(*writer, 6);
        QVERIFY(!lost);
        QVERIFY(lost.error().code() == ErrorCode::Io);
        QVERIFY(writer->durablePosition() == before);
        QVERIFY(writer->nextSequence(Partition(0)) == next);
        QCOMPARE(writer->groupBytes(), std::size_t{0});
        while (failingSyncs > 0) QVERIFY(!JournalFixture::commitEvents(*writer, 1));
    }
    QVERIFY(JournalFixture::commitEvents(*writer, 6));
    QVERIFY(isWhole(*writer, 4));
    const auto copy = JournalSegments::load(m_fixture->copyAsKilled("killed"));
    QVERIFY(copy);
    QVERIFY(JournalFixture::isDense(JournalFixture::sequences(**copy, 0, writer->durablePosition())));
}

void JournalWriterTest::survivesAShortWrite()
{
    const auto writer = m_fixture->open();
    QVERIFY(JournalFixture::commitEvents(*writer, 6));
    shortWriteBytes = 100;
    QVERIFY(JournalFixture::commitEvents(*writer, 6));
    QCOMPARE(shortWriteBytes, 0);
    QVERIFY(isWhole(*writer, 4));
}

void JournalWriterTest::rollbackForgetsTheGroup()
{
    const auto writer = m_fixture->open();
    writer->append(JournalFixture::event(0, "a", "{}", 9000));
    writer->rollback();
    QCOMPARE(writer->nextSequence(Partition(0)).value, std::uint64_t{0});
    QCOMPARE(toMillis(writer->watermark()), std::int64_t{0});
    QVERIFY(writer->commit());
    QCOMPARE(writer->durablePosition().value, std::uint64_t{0});
}

void JournalWriterTest::recoversWhenTheQuotaHasRoomAgain()
{
    m_fixture->options.quotaBytes = 4 * m_fixture->options.segmentBytes;
    const auto writer = m_fixture->open();
    std::uint64_t each = 0;
    Result<void> committed;
    while ((committed = JournalFixture::commitEvents(*writer, 30))) {
        each += 10;
        QVERIFY(each < 10'000);
    }
    QVERIFY(committed.error().code() == ErrorCode::Full);
    QVERIFY(writer->segments().totalBytes() <= m_fixture->options.quotaBytes);
    QVERIFY(!JournalFixture::commitEvents(*writer, 30));
    QVERIFY(isWhole(*writer, each));
    QVERIFY(writer->removeBefore(writer->durablePosition()));
    QVERIFY(JournalFixture::commitEvents(*writer, 30));
    QCOMPARE(writer->nextSequence(Partition(0)).value, each + 10);
}

void JournalWriterTest::recoversWhenTheFileSizeLimitIsLifted()
{
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit old{};
    QVERIFY(::getrlimit(RLIMIT_FSIZE, &old) == 0);
    const auto writer = m_fixture->open();
    QVERIFY(JournalFixture::commitEvents(*writer, 30));
    const rlimit small{m_fixture->options.segmentBytes / 2, old.rlim_max};
    QVERIFY(::setrlimit(RLIMIT_FSIZE, &small) == 0);
    std::uint64_t each = 10;
    Result<void> committed;
    for (int i = 0; i < 20 && (committed = JournalFixture::commitEvents(*writer, 30)); ++i) each += 10;
    QVERIFY(::setrlimit(RLIMIT_FSIZE, &old) == 0);
    QVERIFY(!committed);
    QVERIFY(committed.error().code() == ErrorCode::Full);
    QVERIFY(JournalFixture::commitEvents(*writer, 30));
    QVERIFY(isWhole(*writer, each + 10));
}

void JournalWriterTest::keepsTheNewestSegmentWhenRemoving()
{
    const auto writer = m_fixture->open();
    for (int group = 0; group < 20; ++group) QVERIFY(JournalFixture::commitEvents(*writer, 30));
    const auto all = writer->segments().list();
    QVERIFY(writer->removeBefore(JournalPosition(all[2].end->value - 1)));
    QCOMPARE(writer->segments().list().size(), all.size() - 2);
    QVERIFY(writer->removeBefore(JournalPosition(UINT64_MAX)));
    QCOMPARE(writer->segments().list().size(), std::size_t{1});
    QVERIFY(std::filesystem::exists(writer->segments().list().front().file));
    QVERIFY(!std::filesystem::exists(all.front().file));
}

QTEST_GUILESS_MAIN(JournalWriterTest)
#include "journal_writer_test.moc"
