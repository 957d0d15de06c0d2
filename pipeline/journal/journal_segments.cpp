// SPDX-License-Identifier: Apache-2.0
#include "pipeline/journal/journal_segments.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <system_error>

namespace tailrace::journal {

namespace {

Error systemError(const std::filesystem::path& file, std::string_view what)
{
    return Error(ErrorCode::Io, file.string() + ": " + std::string(what) + ": " + std::system_category().message(errno));
}

bool isSegmentName(const std::string& name) { return name.starts_with("journal-") && name.ends_with(".seg"); }

Result<JournalSegments::Segment> readSegment(const std::filesystem::path& file)
{
    std::string bytes(SegmentHeaderSize, '\0');
    std::ifstream in(file, std::ios::binary);
    in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<std::size_t>(in.gcount()));
    auto header = decodeSegmentHeader(bytes);
    if (!header) return Error(header.error().code(), file.string() + ": " + header.error().context());
    if (file.filename() != segmentFileName(header->base))
        return Error(ErrorCode::Corrupt, file.string() + ": named after another position");
    std::error_code failed;
    const std::uint64_t size = std::filesystem::file_size(file, failed);
    if (failed) return Error(ErrorCode::Io, file.string() + ": " + failed.message());
    return JournalSegments::Segment{std::move(*header), file, size, std::nullopt};
}

Result<void> checkNeighbours(const JournalSegments::Segment& older, const JournalSegments::Segment& newer)
{
    const auto& [a, b] = std::pair(older.header, newer.header);
    if (a.incarnation != b.incarnation || a.nextSequences.size() != b.nextSequences.size()) {
        return Error(ErrorCode::Corrupt, newer.file.string() + ": belongs to another journal than " + older.file.string());
    }
    if (b.base < a.firstFrame() || older.fileBytes < b.base.value - a.base.value) {
        return Error(ErrorCode::Corrupt, older.file.string() + ": shorter than its acknowledged bytes");
    }
    return {};
}

} // namespace

Result<std::shared_ptr<const MappedSegment>> MappedSegment::map(const std::filesystem::path& file)
{
    const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return systemError(file, "open");
    struct stat status = {};
    void* data = MAP_FAILED;
    if (::fstat(fd, &status) == 0 && status.st_size > 0) {
        data = ::mmap(nullptr, static_cast<std::size_t>(status.st_size), PROT_READ, MAP_SHARED, fd, 0);
    }
    const Error error = systemError(file, "map");
    ::close(fd);
    if (data == MAP_FAILED) return error;
    const std::string_view bytes(static_cast<const char*>(data), static_cast<std::size_t>(status.st_size));
    return std::shared_ptr<const MappedSegment>(new MappedSegment(bytes));
}

MappedSegment::~MappedSegment() { ::munmap(const_cast<char*>(m_bytes.data()), m_bytes.size()); }

Result<std::unique_ptr<JournalSegments>> JournalSegments::load(const std::filesystem::path& directory)
{
    std::vector<Segment> found;
    std::error_code failed;
    for (const auto& entry : std::filesystem::directory_iterator(directory, failed)) {
        if (!isSegmentName(entry.path().filename().string())) continue;
        auto segment = readSegment(entry.path());
        if (!segment) return segment.error();
        found.push_back(std::move(*segment));
    }
    if (failed) return Error(ErrorCode::Io, directory.string() + ": " + failed.message());
    std::sort(found.begin(), found.end(), [](const Segment& a, const Segment& b) { return a.header.base < b.header.base; });
    auto segments = std::make_unique<JournalSegments>();
    for (std::size_t i = 0; i < found.size(); ++i) {
        if (i > 0) {
            if (const auto fits = checkNeighbours(found[i - 1], found[i]); !fits) return fits.error();
        }
        segments->add(found[i]);
    }
    return segments;
}

Result<JournalSegments::Segment> JournalSegments::at(JournalPosition position) const
{
    const std::lock_guard lock(m_mutex);
    if (m_entries.empty()) return Error(ErrorCode::NotFound, "the journal is empty");
    for (auto entry = m_entries.rbegin(); entry != m_entries.rend(); ++entry) {
        if (entry->segment.header.base <= position) return entry->segment;
    }
    return Error(ErrorCode::OutOfRange, "journal position " + std::to_string(position.value) + " was removed");
}

Result<JournalSegments::Segment> JournalSegments::before(Partition partition, Sequence sequence, JournalPosition below) const
{
    const std::lock_guard lock(m_mutex);
    for (auto entry = m_entries.rbegin(); entry != m_entries.rend(); ++entry) {
        const SegmentHeader& header = entry->segment.header;
        if (header.base < below && header.next(partition) <= sequence) return entry->segment;
    }
    return Error(ErrorCode::OutOfRange,
        "sequence " + std::to_string(sequence.value) + " of partition " + std::to_string(partition.value) + " is not in the journal");
}

Result<std::shared_ptr<const MappedSegment>> JournalSegments::map(const Segment& segment) const
{
    const std::lock_guard lock(m_mutex);
    const auto entry =
        std::find_if(m_entries.begin(), m_entries.end(), [&](const Entry& e) { return e.segment.header.base == segment.header.base; });
    if (entry == m_entries.end()) return Error(ErrorCode::OutOfRange, segment.file.string() + ": was removed");
    if (auto mapped = entry->mapped.lock()) return mapped;
    auto mapped = MappedSegment::map(segment.file);
    if (mapped) entry->mapped = *mapped;
    return mapped;
}

JournalPosition JournalSegments::firstPosition() const
{
    const std::lock_guard lock(m_mutex);
    return m_entries.empty() ? JournalPosition{} : m_entries.front().segment.header.base;
}

std::uint64_t JournalSegments::totalBytes() const
{
    const std::lock_guard lock(m_mutex);
    std::uint64_t total = 0;
    for (const Entry& entry : m_entries) total += entry.segment.fileBytes;
    return total;
}

std::vector<JournalSegments::Segment> JournalSegments::list() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<Segment> out;
    for (const Entry& entry : m_entries) out.push_back(entry.segment);
    return out;
}

void JournalSegments::add(Segment segment)
{
    const std::lock_guard lock(m_mutex);
    if (!m_entries.empty()) m_entries.back().segment.end = segment.header.base;
    m_entries.push_back({std::move(segment), {}});
}

void JournalSegments::setFileBytes(JournalPosition base, std::uint64_t bytes)
{
    const std::lock_guard lock(m_mutex);
    for (Entry& entry : m_entries) {
        if (entry.segment.header.base == base) entry.segment.fileBytes = bytes;
    }
}

Result<void> JournalSegments::removeBefore(JournalPosition position)
{
    const std::lock_guard lock(m_mutex);
    while (!m_entries.empty() && m_entries.front().segment.end && *m_entries.front().segment.end <= position) {
        const auto& file = m_entries.front().segment.file;
        if (::unlink(file.c_str()) != 0 && errno != ENOENT) return systemError(file, "remove");
        m_entries.erase(m_entries.begin());
    }
    return {};
}

} // namespace tailrace::journal
