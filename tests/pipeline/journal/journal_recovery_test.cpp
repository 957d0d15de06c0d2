// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <fstream>
#include <iterator>

#include "pipeline/journal/journal_recovery.h"
#include "tests/pipeline/journal/journal_fixture.h"

using namespace tailrace;
using namespace tailrace::journal;

// Two acknowledged groups and a third whose frames the disk may hold only in part.
class JournalRecoveryTest : public QObject {
    Q_OBJECT

private slots:
    void init();
    void cutsATornTailAtEveryByteOfTheLastFrame();
    void cutsAFileThatEndsAnywhereInTheLastFrame();
    void cutsAGroupWhoseFirstPageIsMissing();
    void cutsInFrontOfFramesThatAreOneWithATornOne();
    void reportsWhatWasCut();
    void refusesDamageInFrontOfAcknowledgedBytes();
    void refusesDamageToTheLastGroupThatTheMarkCovers();
    void cutsATornTailBehindTheMark();
    void takesNoMarkOfAnotherJournalNorADamagedOne();
    void refusesADamagedSegmentHeader();
    void forgetsAnUnfinishedSegment();

private:
    std::string read() const;
    void write(const std::string& bytes) const;
    std::filesystem::path markFile() const { return DurableMark::fileIn(m_fixture->options.directory); }
    static std::string contentOf(const std::filesystem::path& file);
    static void put(const std::filesystem::path& file, const std::string& bytes);
    std::uint64_t at(JournalPosition position) const { return position.value - m_segment.header.base.value; }

    std::unique_ptr<JournalFixture> m_fixture;
    JournalSegments::Segment m_segment;
    std::string m_good;
    JournalPosition m_acknowledged{}; // end of the second group
    JournalPosition m_lastFrame{};    // the only one of the third group
    JournalPosition m_end{};
    std::string m_markBefore; // when the second group was acknowledged
    std::string m_mark;       // when the third one was
};

std::string JournalRecoveryTest::contentOf(const std::filesystem::path& file)
{
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

void JournalRecoveryTest::put(const std::filesystem::path& file, const std::string& bytes)
{
    std::ofstream(file, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

std::string JournalRecoveryTest::read() const { return contentOf(m_segment.file); }

void JournalRecoveryTest::write(const std::string& bytes) const
{
    for (const auto& entry : std::filesystem::directory_iterator(m_fixture->options.directory)) std::filesystem::remove(entry.path());
    put(m_segment.file, bytes);
}

void JournalRecoveryTest::init()
{
    m_fixture = std::make_unique<JournalFixture>();
    auto writer = JournalWriter::open(m_fixture->options);
    QVERIFY(writer);
    QVERIFY(JournalFixture::commitEvents(**writer, 3));
    QVERIFY(JournalFixture::commitEvents(**writer, 3));
    m_acknowledged = m_lastFrame = (*writer)->durablePosition();
    m_markBefore = contentOf(markFile());
    (*writer)->append(JournalFixture::event(0, "last", R"({"last":true,"text":"some more bytes"})", 1'700'000'009'000));
    QVERIFY((*writer)->commit());
    m_end = (*writer)->durablePosition();
    m_mark = contentOf(markFile());
    m_segment = (*writer)->segments().list().front();
    m_good = read(); // with the preallocated zeros behind
    QCOMPARE(m_good.size(), std::size_t{16384});
}

void JournalRecoveryTest::cutsATornTailAtEveryByteOfTheLastFrame()
{
    // The last eight bytes hold padding, which is zero whether written or not.
    std::size_t written = at(m_end);
    while (m_good[written - 1] == '\0') --written;
    for (std::size_t length = at(m_lastFrame); length < written; ++length) {
        std::string torn = m_good;
        std::fill(torn.begin() + static_cast<std::ptrdiff_t>(length), torn.end(), '\0');
        write(torn);
        auto writer = JournalWriter::open(m_fixture->options);
        QVERIFY(writer);
        QVERIFY((*writer)->durablePosition() == m_acknowledged);
        QCOMPARE((*writer)->nextSequence(Partition(0)).value, std::uint64_t{2});
        QCOMPARE(toMillis((*writer)->watermark()), std::int64_t{1'700'000'000'000});
        QVERIFY(JournalFixture::commitEvents(**writer, 3));
        const auto found = JournalFixture::sequences((*writer)->segments(), 0, (*writer)->durablePosition());
        QVERIFY(found.size() == 3 && JournalFixture::isDense(found));
    }
}

void JournalRecoveryTest::cutsAFileThatEndsAnywhereInTheLastFrame()
{
    for (std::size_t length = at(m_lastFrame); length < at(m_end); ++length) {
        write(m_good.substr(0, length));
        auto writer = JournalWriter::open(m_fixture->options);
        QVERIFY(writer);
        QVERIFY((*writer)->durablePosition() == m_acknowledged);
    }
}

void JournalRecoveryTest::cutsAGroupWhoseFirstPageIsMissing()
{
    std::string bytes = m_good;
    std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(at(m_lastFrame)), 64, '\0');
    write(bytes);
    auto writer = JournalWriter::open(m_fixture->options);
    QVERIFY(writer);
    QVERIFY((*writer)->durablePosition() == m_acknowledged);
}

void JournalRecoveryTest::cutsInFrontOfFramesThatAreOneWithATornOne()
{
    write(m_good);
    std::vector<std::uint64_t> ends;
    {
        auto writer = JournalWriter::open(m_fixture->options);
        QVERIFY(writer);
        const auto append = [&](bool continues, FrameKind kind) {
            Frame frame = JournalFixture::event(1, "key", "text", 1'700'000'010'000);
            frame.kind = kind;
            frame.continues = continues;
            (*writer)->append(frame);
            ends.push_back((*writer)->expectedPosition().value);
        };
        append(false, FrameKind::Event);
        append(true, FrameKind::Event);
        append(true, FrameKind::Handover);
        append(true, FrameKind::Retraction);
        (*writer)->endWhole();
        append(false, FrameKind::Event);
        QVERIFY((*writer)->commit());
        const std::uint64_t shift = (*writer)->groupBegin().value - (ends[0] - encodedSize(3, 4));
        for (std::uint64_t& end : ends) end += shift;
        m_segment = (*writer)->segments().list().back();
    }
    const std::string whole = read();
    for (const std::uint64_t kept : {ends[0], ends[1], ends[2], ends[3], ends[4]}) {
        std::ofstream(m_segment.file, std::ios::binary)
            .write(whole.data(), static_cast<std::streamsize>(kept - m_segment.header.base.value));
        std::filesystem::remove(markFile()); // as if the group had not been acknowledged yet
        auto writer = JournalWriter::open(m_fixture->options);
        QVERIFY(writer);
        const bool hasAllThree = kept >= ends[3];
        QCOMPARE((*writer)->durablePosition().value, hasAllThree ? kept : ends[0]);
        QCOMPARE((*writer)->nextSequence(Partition(1)).value, std::uint64_t{kept == ends[4] ? 7U : hasAllThree ? 6U : 3U});
    }
}

void JournalRecoveryTest::reportsWhatWasCut()
{
    std::string bytes = m_good;
    bytes[at(m_lastFrame) + 90] = 'X';
    write(bytes);
    auto writer = JournalWriter::open(m_fixture->options);
    QVERIFY(writer);
    QVERIFY((*writer)->recovery().continued);
    QCOMPARE((*writer)->recovery().frames, std::uint64_t{6});
    QVERIFY((*writer)->recovery().cutAt == m_acknowledged);
    QCOMPARE((*writer)->recovery().cutBytes, m_end.value - m_acknowledged.value);
}

void JournalRecoveryTest::refusesDamageInFrontOfAcknowledgedBytes()
{
    for (std::size_t byte = SegmentHeaderSize; byte < at(m_acknowledged); byte += 5) {
        std::string bytes = m_good;
        bytes[byte] = static_cast<char>(bytes[byte] ^ 1);
        write(bytes);
        const auto writer = JournalWriter::open(m_fixture->options);
        QVERIFY(!writer);
        QVERIFY(writer.error().code() == ErrorCode::Corrupt);
        QVERIFY(read() == bytes); // nothing was touched
    }
}

void JournalRecoveryTest::refusesDamageToTheLastGroupThatTheMarkCovers()
{
    for (std::uint64_t byte = at(m_lastFrame); byte < at(m_end); byte += 3) {
        std::string bytes = m_good;
        bytes[byte] = static_cast<char>(bytes[byte] ^ 1);
        write(bytes);
        put(markFile(), m_mark);
        const auto writer = JournalWriter::open(m_fixture->options);
        QVERIFY(!writer);
        QVERIFY(writer.error().code() == ErrorCode::Corrupt);
        QVERIFY2(writer.error().message().find("delete") != std::string::npos, writer.error().message().c_str());
        QVERIFY(read() == bytes); // nothing was touched
    }
    write(m_good);
    put(markFile(), m_mark);
    const auto writer = JournalWriter::open(m_fixture->options);
    QVERIFY(writer);
    QVERIFY((*writer)->durablePosition() == m_end);
}

void JournalRecoveryTest::cutsATornTailBehindTheMark()
{
    write(m_good.substr(0, at(m_end) - 8));
    put(markFile(), m_markBefore);
    auto writer = JournalWriter::open(m_fixture->options);
    QVERIFY(writer);
    QVERIFY((*writer)->durablePosition() == m_acknowledged);
    QVERIFY(JournalFixture::commitEvents(**writer, 3));
    QVERIFY(DurableMark::read(m_fixture->options.directory, (*writer)->incarnation()) == (*writer)->durablePosition());
}

void JournalRecoveryTest::takesNoMarkOfAnotherJournalNorADamagedOne()
{
    JournalFixture other;
    auto another = JournalWriter::open(other.options);
    QVERIFY(another);
    for (int group = 0; group < 8; ++group) QVERIFY(JournalFixture::commitEvents(**another, 8));
    QVERIFY((*another)->durablePosition() > m_end);
    std::string damaged = m_mark;
    damaged[9] = static_cast<char>(damaged[9] ^ 1);
    for (const std::string& mark :
        {contentOf(DurableMark::fileIn(other.options.directory)), damaged, m_mark.substr(0, 20), std::string()}) {
        write(m_good.substr(0, at(m_end) - 8));
        put(markFile(), mark);
        auto writer = JournalWriter::open(m_fixture->options);
        QVERIFY(writer);
        QVERIFY((*writer)->durablePosition() == m_acknowledged);
    }
}

void JournalRecoveryTest::refusesADamagedSegmentHeader()
{
    std::string bytes = m_good;
    bytes[30] = static_cast<char>(bytes[30] ^ 1);
    write(bytes);
    const auto writer = JournalWriter::open(m_fixture->options);
    QVERIFY(!writer);
    QVERIFY(writer.error().code() == ErrorCode::Corrupt);
}

void JournalRecoveryTest::forgetsAnUnfinishedSegment()
{
    write(m_good);
    const auto unfinished = m_fixture->options.directory / "journal-00000000000fffff.seg.new";
    std::ofstream(unfinished) << "half a header";
    QVERIFY(JournalWriter::open(m_fixture->options));
    QVERIFY(!std::filesystem::exists(unfinished));
}

QTEST_GUILESS_MAIN(JournalRecoveryTest)
#include "journal_recovery_test.moc"
