// SPDX-License-Identifier: Apache-2.0
#include "pipeline/journal/journal_census.h"

#include <algorithm>

#include "pipeline/journal/journal_reader.h"

namespace tailrace::journal {

Result<JournalCensus> takeCensus(const JournalSegments& segments, JournalPosition durable)
{
    JournalCensus census;
    JournalScan scan(segments, segments.firstPosition(), durable);
    while (const auto frame = scan.next()) {
        census.events += frame->kind == FrameKind::Event ? 1U : 0U;
        census.deadLetters += frame->kind == FrameKind::DeadLetter ? 1U : 0U;
        census.handovers += frame->kind == FrameKind::Handover ? 1U : 0U;
        if (frame->kind != FrameKind::Event && frame->kind != FrameKind::DeadLetter) continue;
        census.lastCollected = frame->collectStarted;
        (frame->isPast ? census.pastDues : census.dues).push_back(frame->due);
    }
    if (scan.error()) return *scan.error();
    std::ranges::sort(census.dues);
    std::ranges::sort(census.pastDues);
    return census;
}

} // namespace tailrace::journal
