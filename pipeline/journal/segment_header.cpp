// SPDX-License-Identifier: Apache-2.0
#include "pipeline/journal/segment_header.h"

#include <xxhash.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <fstream>

namespace tailrace::journal {

namespace {

constexpr std::uint64_t Magic = 0x314c4e524a525454; // "TTRJRNL1"
constexpr std::uint32_t Version = 1;
// Magic, checksum of everything behind it, version, partitions, incarnation, boot, base, W, side stream, sequences.
constexpr std::size_t MagicAt = 0, ChecksumAt = 8, VersionAt = 16, PartitionsAt = 20, IncarnationAt = 24, BootAt = 32, BaseAt = 48,
                      WatermarkAt = 56, SideAt = 64, SequencesAt = 128;
static_assert(SequencesAt + MaxPartitions * sizeof(std::uint64_t) <= SegmentHeaderSize);

template <class T>
void put(std::string& out, std::size_t at, T value)
{
    std::memcpy(out.data() + at, &value, sizeof value);
}

template <class T>
T get(std::string_view in, std::size_t at)
{
    T value;
    std::memcpy(&value, in.data() + at, sizeof value);
    return value;
}

std::uint64_t checksum(std::string_view bytes)
{
    return XXH3_64bits(bytes.data() + VersionAt, SegmentHeaderSize - VersionAt);
}

} // namespace

JournalPosition SegmentHeader::firstFrame() const
{
    return JournalPosition(base.value + SegmentHeaderSize);
}

Sequence SegmentHeader::next(Partition partition) const
{
    return partition == SideStream ? nextSide : nextSequences[static_cast<std::size_t>(partition.value)];
}

std::string encodeSegmentHeader(const SegmentHeader& header)
{
    std::string out(SegmentHeaderSize, '\0');
    put(out, MagicAt, Magic);
    put(out, VersionAt, Version);
    put(out, PartitionsAt, static_cast<std::uint32_t>(header.nextSequences.size()));
    put(out, IncarnationAt, header.incarnation.value);
    put(out, BootAt, header.boot);
    put(out, BaseAt, header.base.value);
    put(out, WatermarkAt, toMillis(header.watermark));
    put(out, SideAt, header.nextSide.value);
    std::size_t at = SequencesAt;
    for (const Sequence next : header.nextSequences) {
        put(out, at, next.value);
        at += sizeof next.value;
    }
    put(out, ChecksumAt, checksum(out));
    return out;
}

Result<SegmentHeader> decodeSegmentHeader(std::string_view bytes)
{
    if (bytes.size() < SegmentHeaderSize || get<std::uint64_t>(bytes, MagicAt) != Magic) {
        return Error(ErrorCode::Corrupt, "not a journal segment");
    }
    if (get<std::uint64_t>(bytes, ChecksumAt) != checksum(bytes)) return Error(ErrorCode::Corrupt, "damaged segment header");
    if (get<std::uint32_t>(bytes, VersionAt) != Version) return Error(ErrorCode::Unsupported, "journal segment of another version");
    const std::size_t partitions = get<std::uint32_t>(bytes, PartitionsAt);
    if (partitions == 0 || partitions > MaxPartitions) return Error(ErrorCode::Corrupt, "impossible number of partitions");
    SegmentHeader header;
    header.incarnation = Incarnation(get<std::uint64_t>(bytes, IncarnationAt));
    header.boot = get<BootId>(bytes, BootAt);
    header.base = JournalPosition(get<std::uint64_t>(bytes, BaseAt));
    header.watermark = fromMillis(get<std::int64_t>(bytes, WatermarkAt));
    header.nextSide = Sequence(get<std::uint64_t>(bytes, SideAt));
    for (std::size_t i = 0; i < partitions; ++i) {
        header.nextSequences.emplace_back(get<std::uint64_t>(bytes, SequencesAt + i * sizeof(std::uint64_t)));
    }
    return header;
}

std::string segmentFileName(JournalPosition base)
{
    char digits[17];
    std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(base.value));
    return std::string("journal-") + digits + ".seg";
}

BootId currentBoot()
{
    BootId boot{};
    std::ifstream file("/proc/sys/kernel/random/boot_id");
    std::string text;
    file >> text;
    std::erase(text, '-');
    for (std::size_t i = 0; i < boot.size() && 2 * i + 1 < text.size(); ++i) {
        std::from_chars(text.data() + 2 * i, text.data() + 2 * i + 2, boot[i], 16);
    }
    return boot;
}

} // namespace tailrace::journal
