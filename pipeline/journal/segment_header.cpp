// SPDX-License-Identifier: Apache-2.0
#include "pipeline/journal/segment_header.h"

#include <xxhash.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <fstream>

#include "pipeline/base/byte_field.h"

namespace tailrace::journal {

namespace {

constexpr std::uint64_t Magic = 0x314c4e524a525454; // "TTRJRNL1"
constexpr std::uint32_t Version = 1;
// Magic, checksum of everything behind it, version, partitions, incarnation, boot, base, W, side stream, sequences.
constexpr std::size_t SegmentMagicAt = 0, SegmentChecksumAt = 8, SegmentVersionAt = 16, SegmentPartitionsAt = 20, SegmentIncarnationAt = 24,
                      SegmentBootAt = 32, SegmentBaseAt = 48, SegmentWatermarkAt = 56, SideAt = 64, SequencesAt = 128;
static_assert(SequencesAt + MaxPartitions * sizeof(std::uint64_t) <= SegmentHeaderSize);

std::uint64_t checksum(std::string_view bytes)
{
    return XXH3_64bits(bytes.data() + SegmentVersionAt, SegmentHeaderSize - SegmentVersionAt);
}

} // namespace

JournalPosition SegmentHeader::firstFrame() const { return JournalPosition(base.value + SegmentHeaderSize); }

Sequence SegmentHeader::next(Partition partition) const
{
    return partition == SideStream ? nextSide : nextSequences[static_cast<std::size_t>(partition.value)];
}

std::string encodeSegmentHeader(const SegmentHeader& header)
{
    std::string out(SegmentHeaderSize, '\0');
    putField(out.data(), SegmentMagicAt, Magic);
    putField(out.data(), SegmentVersionAt, Version);
    putField(out.data(), SegmentPartitionsAt, static_cast<std::uint32_t>(header.nextSequences.size()));
    putField(out.data(), SegmentIncarnationAt, header.incarnation.value);
    std::memcpy(out.data() + SegmentBootAt, header.boot.data(), header.boot.size());
    putField(out.data(), SegmentBaseAt, header.base.value);
    putField(out.data(), SegmentWatermarkAt, toMillis(header.watermark));
    putField(out.data(), SideAt, header.nextSide.value);
    std::size_t at = SequencesAt;
    for (const Sequence next : header.nextSequences) {
        putField(out.data(), at, next.value);
        at += sizeof next.value;
    }
    putField(out.data(), SegmentChecksumAt, checksum(out));
    return out;
}

Result<SegmentHeader> decodeSegmentHeader(std::string_view bytes)
{
    if (bytes.size() < SegmentHeaderSize || fieldAt<std::uint64_t>(bytes.data(), SegmentMagicAt) != Magic) {
        return Error(ErrorCode::Corrupt, "not a journal segment");
    }
    if (fieldAt<std::uint64_t>(bytes.data(), SegmentChecksumAt) != checksum(bytes))
        return Error(ErrorCode::Corrupt, "damaged segment header");
    if (fieldAt<std::uint32_t>(bytes.data(), SegmentVersionAt) != Version)
        return Error(ErrorCode::Unsupported, "journal segment of another version");
    const std::size_t partitions = fieldAt<std::uint32_t>(bytes.data(), SegmentPartitionsAt);
    if (partitions == 0 || partitions > MaxPartitions) return Error(ErrorCode::Corrupt, "impossible number of partitions");
    SegmentHeader header;
    header.incarnation = Incarnation(fieldAt<std::uint64_t>(bytes.data(), SegmentIncarnationAt));
    std::memcpy(header.boot.data(), bytes.data() + SegmentBootAt, header.boot.size());
    header.base = JournalPosition(fieldAt<std::uint64_t>(bytes.data(), SegmentBaseAt));
    header.watermark = fromMillis(fieldAt<std::int64_t>(bytes.data(), SegmentWatermarkAt));
    header.nextSide = Sequence(fieldAt<std::uint64_t>(bytes.data(), SideAt));
    for (std::size_t i = 0; i < partitions; ++i) {
        header.nextSequences.emplace_back(fieldAt<std::uint64_t>(bytes.data(), SequencesAt + i * sizeof(std::uint64_t)));
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
