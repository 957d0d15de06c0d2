// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

#include "pipeline/base/result.h"
#include "pipeline/journal/frame.h"
#include "pipeline/journal/segment_header.h"

namespace tailrace::journal {

// A whole segment file in memory, read-only. Stays valid after the file was removed. Bytes at or beyond the journal's durable
// position must not be looked at: the writer may be at work there.
class MappedSegment {
public:
    static Result<std::shared_ptr<const MappedSegment>> map(const std::filesystem::path& file);
    ~MappedSegment();
    MappedSegment(const MappedSegment&) = delete;
    MappedSegment& operator=(const MappedSegment&) = delete;

    std::string_view bytes() const { return m_bytes; }

private:
    explicit MappedSegment(std::string_view bytes) : m_bytes(bytes) {}
    std::string_view m_bytes;
};

// The segments of one journal, oldest first, shared by the writer and all readers of a process. A segment's frames end where
// the next segment begins (or at the durable position): what stands behind was never acknowledged. Thread-safe.
class JournalSegments {
public:
    struct Segment {
        SegmentHeader header;
        std::filesystem::path file;
        std::uint64_t fileBytes = 0;
        std::optional<JournalPosition> end; // unset: the newest one, still growing
    };

    // Reads the headers of a directory's segments; Corrupt when one is damaged or too short.
    static Result<std::unique_ptr<JournalSegments>> load(const std::filesystem::path& directory);

    // The segment that contains `position`; OutOfRange when it was removed, NotFound while the journal is empty.
    Result<Segment> at(JournalPosition position) const;
    // The newest segment that begins below `below` and at whose start `partition` had not gone past `sequence`.
    Result<Segment> before(Partition partition, Sequence sequence, JournalPosition below) const;
    // Mapped once for all readers.
    Result<std::shared_ptr<const MappedSegment>> map(const Segment& segment) const;

    // Where the oldest kept segment begins; 0 when there is none.
    JournalPosition firstPosition() const;
    std::uint64_t totalBytes() const;
    std::vector<Segment> list() const;

    // For the writer.
    void add(Segment segment);
    void setFileBytes(JournalPosition base, std::uint64_t bytes);
    // Deletes the files of whole segments below `position`; never the newest.
    Result<void> removeBefore(JournalPosition position);

private:
    struct Entry {
        Segment segment;
        std::weak_ptr<const MappedSegment> mapped;
    };

    mutable std::mutex m_mutex; // guards m_entries
    mutable std::vector<Entry> m_entries;
};

} // namespace tailrace::journal
