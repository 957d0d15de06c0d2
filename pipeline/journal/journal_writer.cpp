// SPDX-License-Identifier: Apache-2.0
#include "pipeline/journal/journal_writer.h"

#include <algorithm>
#include <random>
#include <system_error>
#include <utility>

#include "pipeline/journal/journal_recovery.h"

namespace tailrace::journal {

namespace {

constexpr std::uint64_t LeastSegmentBytes = 2 * SegmentHeaderSize;
constexpr std::string_view UnfinishedSuffix = ".new";

Incarnation randomIncarnation()
{
    std::random_device random;
    const std::uint64_t high = random();
    return Incarnation((high << 32 | random()) | 1); // never 0: that is "none"
}

// A segment gets its name only when its header is on the disk; what still has this suffix never held anything.
Result<void> removeUnfinished(const std::filesystem::path& directory)
{
    std::error_code failed;
    for (const auto& entry : std::filesystem::directory_iterator(directory, failed)) {
        const std::string name = entry.path().filename().string();
        if (name.starts_with("journal-") && name.ends_with(UnfinishedSuffix)) std::filesystem::remove(entry.path(), failed);
    }
    if (failed) return Error(ErrorCode::Io, directory.string() + ": " + failed.message());
    return {};
}

} // namespace

JournalWriter::JournalWriter(JournalOptions options) : m_options(std::move(options)), m_boot(currentBoot())
{
    m_options.segmentBytes = std::max(m_options.segmentBytes, LeastSegmentBytes);
}

JournalWriter::~JournalWriter()
{
    if (m_file.isOpen()) abandonSegment(); // gives back the room that was allocated ahead
}

Result<std::unique_ptr<JournalWriter>> JournalWriter::open(JournalOptions options)
{
    if (options.partitions < 1 || options.partitions > static_cast<std::int32_t>(MaxPartitions)) {
        return Error(ErrorCode::InvalidInput, "a journal has 1 to " + std::to_string(MaxPartitions) + " partitions");
    }
    std::error_code failed;
    std::filesystem::create_directories(options.directory, failed);
    if (failed) return Error(ErrorCode::Io, options.directory.string() + ": " + failed.message());
    std::unique_ptr<JournalWriter> writer(new JournalWriter(std::move(options)));
    auto locked = SegmentFile::lockDirectory(writer->m_options.directory);
    if (!locked) return locked.error();
    writer->m_directory = std::move(*locked);
    if (const auto recovered = writer->recover(); !recovered) return recovered.error();
    if (const auto begun = writer->beginSegment(); !begun) return begun.error();
    writer->m_mark.open(writer->m_options.directory, writer->m_incarnation);
    return writer;
}

Result<void> JournalWriter::recover()
{
    if (auto removed = removeUnfinished(m_options.directory); !removed) return removed;
    auto segments = JournalSegments::load(m_options.directory);
    if (!segments) return segments.error();
    m_segments = std::move(*segments);
    const auto end = findEnd(*m_segments);
    if (!end && end.error().code() != ErrorCode::NotFound) return end.error();
    if (!end) {
        m_incarnation = randomIncarnation();
        m_committed.next.resize(static_cast<std::size_t>(m_options.partitions));
        m_head = m_committed;
        return {};
    }
    if (end->nextSequences.size() != static_cast<std::size_t>(m_options.partitions)) {
        return Error(ErrorCode::InvalidInput,
            m_options.directory.string() + ": this journal has " + std::to_string(end->nextSequences.size()) + " partitions, not "
                + std::to_string(m_options.partitions));
    }
    const auto newest = m_segments->list().back();
    m_incarnation = newest.header.incarnation;
    if (auto whole = checkMark(end->position); !whole) return whole;
    m_recovery = {true, end->frames, end->tornBytes, end->position};
    m_committed = {end->watermark, end->nextSide, end->nextSequences};
    m_head = m_committed;
    m_end = end->position;
    publish();

    // What was found must be on the disk before anybody builds on it, and what was not must never be taken for a frame.
    auto file = SegmentFile::openExisting(newest.file, m_options.calls);
    if (!file) return file.error();
    const std::uint64_t used = end->position.value - newest.header.base.value;
    if (auto cut = file->truncate(used); !cut) return cut;
    m_segments->setFileBytes(newest.header.base, used);
    return file->sync();
}

Result<void> JournalWriter::checkMark(JournalPosition end) const
{
    const auto acknowledged = DurableMark::read(m_options.directory, m_incarnation);
    if (!acknowledged || *acknowledged <= end) return {};
    return Error(ErrorCode::Corrupt,
        m_options.directory.string() + ": the journal ends at " + std::to_string(end.value) + ", but was acknowledged up to "
            + std::to_string(acknowledged->value) + ": what stood between is damaged or gone. Put it back from a copy, or delete "
            + DurableMark::fileIn(m_options.directory).string() + " to go on without it");
}

Sequence JournalWriter::nextSequence(Partition partition) const
{
    return partition == SideStream ? m_head.nextSide : m_head.next[static_cast<std::size_t>(partition.value)];
}

Sequence JournalWriter::append(Frame frame)
{
    Sequence& next = frame.partition == SideStream ? m_head.nextSide : m_head.next[static_cast<std::size_t>(frame.partition.value)];
    frame.sequence = Sequence(next.value++);
    if (frame.kind != FrameKind::Handover) {
        frame.watermark = std::max(frame.watermark, m_head.watermark);
        m_head.watermark = frame.watermark;
    }
    const std::size_t at = m_group.size();
    m_group.resize(at + encodedSize(frame.key.size(), frame.payload.size()));
    layOutFrame(frame, m_group.data() + at);
    m_groupFrames.push_back(at);
    return frame.sequence;
}

void JournalWriter::endWhole() { endContinuation(m_group.data() + m_groupFrames.back()); }

Frame JournalWriter::pending(JournalPosition expected) const
{
    return readLaidOut(std::string_view(m_group).substr(expected.value - m_end.value));
}

Sequence JournalWriter::appendTick(EventTime watermark)
{
    Frame tick;
    tick.kind = FrameKind::Tick;
    tick.watermark = watermark;
    tick.eventTime = watermark;
    return append(tick);
}

Sequence JournalWriter::appendCutMark()
{
    Frame mark;
    mark.kind = FrameKind::Tick;
    mark.marksCut = true;
    mark.watermark = m_head.watermark;
    mark.eventTime = m_head.watermark;
    return append(mark);
}

void JournalWriter::rollback()
{
    m_group.clear();
    m_groupFrames.clear();
    m_head = m_committed;
}

Result<void> JournalWriter::commit()
{
    auto durable = makeDurable();
    if (durable) publish();
    return durable;
}

Result<void> JournalWriter::makeDurable()
{
    if (m_group.empty()) return {};
    auto written = writeGroup();
    if (!written) {
        rollback();
        return written;
    }
    m_groupBegin = JournalPosition(m_segment.header.base.value + m_used);
    m_used += m_group.size();
    m_end = JournalPosition(m_segment.header.base.value + m_used);
    if (!std::exchange(m_listed, true)) m_segments->add(m_segment);
    m_group.clear();
    m_groupFrames.clear();
    m_committed = m_head;
    m_mark.set(m_end);
    return written;
}

bool JournalWriter::hasRoomForGroup() const { return m_file.isOpen() && m_used + m_group.size() <= m_segment.fileBytes; }

Result<void> JournalWriter::writeGroup()
{
    if (hasRoomForGroup()) {
        if (writeHere()) return {};
        // After a failed fdatasync nobody knows what the file holds: it ends at its last acknowledged byte.
        abandonSegment();
    }
    if (auto begun = beginSegment(); !begun) return begun;
    auto written = writeHere();
    if (!written) abandonSegment();
    return written;
}

Result<void> JournalWriter::writeHere()
{
    const JournalPosition at(m_segment.header.base.value + m_used);
    for (const std::size_t frame : m_groupFrames) sealFrame(m_group.data() + frame, at);
    if (auto written = m_file.write(m_group, m_used); !written) return written;
    return m_file.sync();
}

void JournalWriter::publish() { m_durable.store(m_end.value, std::memory_order_release); }

Result<void> JournalWriter::beginSegment()
{
    if (m_file.isOpen() && !m_listed) abandonSegment(); // too small for this group
    JournalSegments::Segment segment;
    segment.header = {m_incarnation, m_boot, m_end, m_committed.watermark, m_committed.nextSide, m_committed.next};
    segment.file = m_options.directory / segmentFileName(segment.header.base);
    segment.fileBytes = std::max<std::uint64_t>(m_options.segmentBytes, SegmentHeaderSize + m_group.size());
    const std::uint64_t unused = m_file.isOpen() ? m_segment.fileBytes - m_used : 0;
    if (m_options.quotaBytes != 0 && m_segments->totalBytes() - unused + segment.fileBytes > m_options.quotaBytes) {
        return Error(ErrorCode::Full, m_options.directory.string() + ": the journal's quota is used up");
    }
    auto file = createSegmentFile(segment);
    if (!file) return file.error();
    if (m_file.isOpen()) sealSegment();
    m_file = std::move(*file);
    m_segment = std::move(segment);
    m_used = SegmentHeaderSize;
    m_listed = false;
    return {};
}

Result<SegmentFile> JournalWriter::createSegmentFile(const JournalSegments::Segment& segment)
{
    std::filesystem::path unfinished = segment.file;
    unfinished += UnfinishedSuffix;
    auto file = SegmentFile::create(unfinished, m_options.calls);
    if (!file) return file;
    std::error_code failed;
    auto ready = file->allocate(segment.fileBytes);
    if (ready) ready = file->write(encodeSegmentHeader(segment.header), 0);
    if (ready) ready = file->sync();
    if (ready) {
        std::filesystem::rename(unfinished, segment.file, failed);
        file->renamed(segment.file);
        ready = failed ? Result<void>(Error(ErrorCode::Io, segment.file.string() + ": " + failed.message())) : m_directory.syncNames();
    }
    if (ready) return file;
    std::filesystem::remove(unfinished, failed);
    std::filesystem::remove(segment.file, failed);
    return ready.error();
}

// Best effort in both: a segment ends where the next one begins, whatever its file's length.
void JournalWriter::sealSegment()
{
    if (m_file.truncate(m_used)) m_segments->setFileBytes(m_segment.header.base, m_used);
    m_file.close();
}

void JournalWriter::abandonSegment()
{
    if (m_listed) return sealSegment();
    m_file.close();
    std::error_code ignored;
    std::filesystem::remove(m_segment.file, ignored);
}

} // namespace tailrace::journal
