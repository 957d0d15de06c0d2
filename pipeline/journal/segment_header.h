// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/base/clock.h"
#include "pipeline/base/result.h"
#include "pipeline/base/strong_id.h"
#include "pipeline/journal/frame.h"

namespace tailrace::journal {

using BootId = std::array<std::uint8_t, 16>;

// Where a journal stood when a segment was begun: enough to continue and to search without reading older segments.
struct SegmentHeader {
    Incarnation incarnation{};
    BootId boot{};          // the monotonic stamps of its frames belong to this boot of the host
    JournalPosition base{}; // position of the file's first byte; the first frame stands SegmentHeaderSize behind
    EventTime watermark{};
    Sequence nextSide{};                 // of ticks and dead letters
    std::vector<Sequence> nextSequences; // one per partition

    JournalPosition firstFrame() const;
    // Of a partition or the side stream.
    Sequence next(Partition partition) const;
};

inline constexpr std::size_t SegmentHeaderSize = 4096;
inline constexpr std::size_t MaxPartitions = 384;

// Exactly SegmentHeaderSize bytes, with version and checksum.
std::string encodeSegmentHeader(const SegmentHeader& header);
Result<SegmentHeader> decodeSegmentHeader(std::string_view bytes);

// "journal-00000000000a1000.seg"
std::string segmentFileName(JournalPosition base);

// The running kernel's boot; zeros where it cannot be read.
BootId currentBoot();

} // namespace tailrace::journal
