// SPDX-License-Identifier: Apache-2.0
#include "pipeline/journal/durable_mark.h"

#include <xxhash.h>

#include <sys/mman.h>

#include <cstdint>

#include "pipeline/base/byte_field.h"
#include "pipeline/base/whole_file.h"
#include "pipeline/journal/segment_file.h"

namespace tailrace::journal {

namespace {

// Little-endian: u64 incarnation, u64 position, u64 XXH3-64 of both. A half that a kill leaves is no mark.
constexpr std::size_t MarkIncarnationAt = 0, MarkPositionAt = 8, MarkChecksumAt = 16, MarkSize = 24;

std::uint64_t checksum(const char* mark) { return XXH3_64bits(mark, MarkChecksumAt); }

} // namespace

std::filesystem::path DurableMark::fileIn(const std::filesystem::path& directory) { return directory / "acknowledged"; }

std::optional<JournalPosition> DurableMark::read(const std::filesystem::path& directory, Incarnation incarnation)
{
    const auto bytes = readWholeFile(fileIn(directory));
    if (!bytes || bytes->size() != MarkSize) return std::nullopt;
    const char* mark = bytes->data();
    if (fieldAt<std::uint64_t>(mark, MarkChecksumAt) != checksum(mark)) return std::nullopt;
    if (fieldAt<std::uint64_t>(mark, MarkIncarnationAt) != incarnation.value) return std::nullopt;
    return JournalPosition(fieldAt<std::uint64_t>(mark, MarkPositionAt));
}

void DurableMark::open(const std::filesystem::path& directory, Incarnation incarnation)
{
    m_incarnation = incarnation;
    auto file = SegmentFile::openExisting(fileIn(directory), {});
    if (!file) file = SegmentFile::create(fileIn(directory), {});
    // With its block on the disk, or the first touch of the mapping could fail.
    if (!file || !file->truncate(MarkSize) || !file->allocate(MarkSize)) return;
    void* mapped = ::mmap(nullptr, MarkSize, PROT_READ | PROT_WRITE, MAP_SHARED, file->descriptor(), 0);
    if (mapped != MAP_FAILED) m_mapped = static_cast<char*>(mapped);
}

DurableMark::~DurableMark()
{
    if (m_mapped != nullptr) ::munmap(m_mapped, MarkSize);
}

void DurableMark::set(JournalPosition acknowledged)
{
    if (m_mapped == nullptr) return;
    putField(m_mapped, MarkIncarnationAt, m_incarnation.value);
    putField(m_mapped, MarkPositionAt, acknowledged.value);
    putField(m_mapped, MarkChecksumAt, checksum(m_mapped));
}

} // namespace tailrace::journal
