// SPDX-License-Identifier: Apache-2.0
#include "pipeline/journal/durable_mark.h"

#include <xxhash.h>

#include <array>
#include <cstdint>
#include <utility>

#include "pipeline/base/byte_field.h"
#include "pipeline/base/whole_file.h"

namespace tailrace::journal {

namespace {

// Little-endian: u64 incarnation, u64 position, u64 XXH3-64 of both. So short that a disk writes all of it or nothing.
constexpr std::size_t IncarnationAt = 0, PositionAt = 8, ChecksumAt = 16, MarkSize = 24;

std::uint64_t checksum(const char* mark) { return XXH3_64bits(mark, ChecksumAt); }

} // namespace

std::filesystem::path DurableMark::fileIn(const std::filesystem::path& directory) { return directory / "acknowledged"; }

std::optional<JournalPosition> DurableMark::read(const std::filesystem::path& directory, Incarnation incarnation)
{
    const auto bytes = readWholeFile(fileIn(directory));
    if (!bytes || bytes->size() != MarkSize) return std::nullopt;
    const char* mark = bytes->data();
    if (fieldAt<std::uint64_t>(mark, ChecksumAt) != checksum(mark)) return std::nullopt;
    if (fieldAt<std::uint64_t>(mark, IncarnationAt) != incarnation.value) return std::nullopt;
    return JournalPosition(fieldAt<std::uint64_t>(mark, PositionAt));
}

void DurableMark::open(const std::filesystem::path& directory, Incarnation incarnation)
{
    m_incarnation = incarnation;
    auto file = SegmentFile::openExisting(fileIn(directory), {});
    if (!file) file = SegmentFile::create(fileIn(directory), {});
    if (file) m_file = std::move(*file);
}

void DurableMark::set(JournalPosition acknowledged)
{
    if (!m_file.isOpen()) return;
    std::array<char, MarkSize> mark{};
    putField(mark.data(), IncarnationAt, m_incarnation.value);
    putField(mark.data(), PositionAt, acknowledged.value);
    putField(mark.data(), ChecksumAt, checksum(mark.data()));
    if (!m_file.write({mark.data(), mark.size()}, 0)) m_file.close();
}

} // namespace tailrace::journal
