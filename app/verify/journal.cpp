// SPDX-License-Identifier: Apache-2.0
#include "app/verify/journal.h"

#include <algorithm>
#include <charconv>
#include <fcntl.h>
#include <optional>
#include <string>
#include <sys/mman.h>
#include <unistd.h>
#include <xxhash.h>

#include "app/verify/unreadable.h"

namespace tailrace::verify {
namespace {

constexpr std::size_t SegmentHeaderSize = 4096;

// The base in "journal-<16 hex digits>.seg"; nothing for any other file.
std::optional<std::uint64_t> baseOfName(const std::string& name)
{
    if (name.size() != 28 || !name.starts_with("journal-") || !name.ends_with(".seg")) return std::nullopt;
    std::uint64_t base = 0;
    const char* end = name.data() + 24;
    const auto parsed = std::from_chars(name.data() + 8, end, base, 16);
    return parsed.ec == std::errc() && parsed.ptr == end ? std::optional(base) : std::nullopt;
}

} // namespace

// One mapped file.
struct Journal::Segment {
    Segment(std::filesystem::path file, std::uint64_t itsBase) : path(std::move(file)), base(itsBase)
    {
        const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
        if (descriptor < 0) throw Unreadable(path.string() + ": cannot be opened");
        size = static_cast<std::size_t>(::lseek(descriptor, 0, SEEK_END));
        data = size == 0 ? MAP_FAILED : ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
        ::close(descriptor);
        if (data == MAP_FAILED) throw Unreadable(path.string() + ": cannot be mapped");
    }
    ~Segment() { ::munmap(data, size); }
    Segment(const Segment&) = delete;
    Segment& operator=(const Segment&) = delete;

    std::string_view bytes() const { return {static_cast<const char*>(data), size}; }

    std::filesystem::path path;
    std::uint64_t base;
    std::size_t size = 0;
    void* data = nullptr;
};

Journal::Journal(const std::filesystem::path& folder)
{
    std::error_code none;
    for (const auto& entry : std::filesystem::directory_iterator(folder, none)) {
        const auto base = baseOfName(entry.path().filename().string());
        if (base) m_segments.push_back(std::make_unique<Segment>(entry.path(), *base));
    }
    if (m_segments.empty()) throw Unreadable(folder.string() + ": no journal");
    std::ranges::sort(m_segments, {}, [](const auto& segment) { return segment->base; });
    for (std::size_t number = 0; number < m_segments.size(); ++number) {
        const bool isNewest = number + 1 == m_segments.size();
        const Segment& segment = *m_segments[number];
        readHeader(segment, number == 0);
        readFrames(segment, isNewest ? segment.base + segment.size : m_segments[number + 1]->base, isNewest);
    }
}

Journal::~Journal() = default;

void Journal::readHeader(const Segment& segment, bool isOldest)
{
    const std::string_view bytes = segment.bytes();
    const auto refuse = [&](const std::string& why) { throw Unreadable(segment.path.string() + ": " + why); };
    if (bytes.size() < SegmentHeaderSize || bytes.substr(0, 8) != "TTRJRNL1") refuse("is no segment of a journal");
    if (littleU64(bytes, 8) != XXH3_64bits(bytes.data() + 16, SegmentHeaderSize - 16)) refuse("its header is damaged");
    if (littleU32(bytes, 16) != 1) refuse("is of version " + std::to_string(littleU32(bytes, 16)));
    if (littleU64(bytes, 48) != segment.base) refuse("its name and its header disagree");
    const auto partitions = static_cast<std::int32_t>(littleU32(bytes, 20));
    if (partitions < 1 || partitions > 384) refuse("has " + std::to_string(partitions) + " partitions");
    if (isOldest) {
        m_incarnation = littleU64(bytes, 24);
        m_partitions = partitions;
    }
    if (littleU64(bytes, 24) != m_incarnation || partitions != m_partitions) refuse("belongs to another journal");
    for (std::int32_t partition = -1; partition < m_partitions; ++partition) {
        const auto at = partition < 0 ? std::size_t{64} : 128 + 8 * static_cast<std::size_t>(partition);
        const std::uint64_t next = littleU64(bytes, at);
        if (isOldest && next != 0) refuse("is not the first: older segments were removed, so nothing can be recomputed");
        if (next != m_nextSequence[partition]) refuse("does not continue the sequence of partition " + std::to_string(partition));
    }
}

void Journal::readFrames(const Segment& segment, std::uint64_t end, bool isNewest)
{
    const std::string_view bytes = segment.bytes();
    std::uint64_t position = segment.base + SegmentHeaderSize;
    while (position < end) {
        const auto frame = frameAt(bytes.substr(position - segment.base, end - position), position);
        if (!frame) break;
        take(segment, *frame);
        position += frame->length;
    }
    m_end = position;
    if (position == end) return;
    if (!isNewest) throw Unreadable(segment.path.string() + ": damaged at position " + std::to_string(position));
    refuseDamage(segment, position);
}

// A group begins only when the one before is on the disk: a whole frame of a later group says that what is bad was acknowledged.
void Journal::refuseDamage(const Segment& segment, std::uint64_t bad)
{
    const std::string_view bytes = segment.bytes();
    const std::size_t from = bad - segment.base;
    m_torn = bytes.find_last_not_of('\0') + 1 > from ? bytes.find_last_not_of('\0') + 1 - from : 0;
    for (std::size_t at = from; at < from + m_torn; at += 8) {
        const auto frame = frameAt(bytes.substr(at), segment.base + at);
        if (frame && frame->group > bad) throw Unreadable(segment.path.string() + ": damaged at position " + std::to_string(bad));
    }
}

void Journal::take(const Segment& segment, const Frame& frame)
{
    std::uint64_t& next = m_nextSequence[frame.partition];
    if (frame.sequence != next || frame.partition >= m_partitions) {
        throw Unreadable(segment.path.string() + ": partition " + std::to_string(frame.partition) + " has sequence "
            + std::to_string(frame.sequence) + " at position " + std::to_string(frame.position) + " instead of " + std::to_string(next));
    }
    ++next;
    m_frames.push_back(frame);
}

} // namespace tailrace::verify
