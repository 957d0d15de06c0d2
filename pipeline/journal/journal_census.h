// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "pipeline/base/result.h"
#include "pipeline/journal/journal_segments.h"

namespace tailrace::journal {

// What a journal holds, counted frame by frame.
struct JournalCensus {
    std::uint64_t events = 0;
    std::uint64_t deadLetters = 0;
    std::uint64_t handovers = 0;
    Stamp lastCollected{};       // when the collector took the last of these
    std::vector<Stamp> dues;     // of events and dead letters, ascending
    std::vector<Stamp> pastDues; // the same of those that are generated past
};

// Reads it all below `durable` and verifies each frame.
Result<JournalCensus> takeCensus(const JournalSegments& segments, JournalPosition durable);

} // namespace tailrace::journal
