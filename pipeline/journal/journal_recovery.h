// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "pipeline/base/result.h"
#include "pipeline/journal/journal_segments.h"

namespace tailrace::journal {

// Where a journal that nobody writes ends.
struct JournalEnd {
    JournalPosition position{};
    EventTime watermark{};
    Sequence nextSide{};
    std::vector<Sequence> nextSequences;
    std::uint64_t frames = 0;    // in the newest segment
    std::uint64_t tornBytes = 0; // behind `position`: begun, never acknowledged
};

// Reads the newest segment up to its first bad frame. A bad frame is a torn tail unless a group that was begun later stands
// behind it: a group is only begun when the one before was acknowledged, so then the damage is to acknowledged bytes: Corrupt.
// NotFound: there are no segments.
Result<JournalEnd> findEnd(const JournalSegments& segments);

} // namespace tailrace::journal
