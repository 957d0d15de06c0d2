// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "pipeline/base/result.h"
#include "pipeline/journal/frame_walk.h"

namespace tailrace::journal {

enum class CursorTicks { Skip, Include };

// Reads the frames of one partition (or of the SideStream), in order. Frames of others are stepped over by their headers; its
// own are verified, and their sequences must be dense. One thread each; any number of cursors beside a working writer, whose
// segments() must outlive them.
class JournalCursor {
public:
    // `start`: a position that a cursor or the writer gave, or segments.firstPosition(); 0 is the journal's beginning.
    // With Include, ticks are returned between the frames of the partition.
    JournalCursor(const JournalSegments& segments, Partition partition, JournalPosition start, CursorTicks ticks = CursorTicks::Skip);

    // The next frame below `durable` (JournalWriter::durablePosition()). Empty: none yet, or failed (see error()). Nothing that begins at
    // or behind `stopAt` is looked at, so that a thread with other work need not step over a whole journal: it asks again.
    std::optional<FrameView> next(JournalPosition durable, JournalPosition stopAt = JournalPosition(UINT64_MAX));

    // Behind the last frame returned or stepped over: everything of this partition below it was returned.
    JournalPosition position() const { return m_walk.position(); }

    // Moves in front of the frame with this sequence, or to the end when it is the next to be written.
    // OutOfRange: already removed, or beyond the end. On failure the cursor stays where it was.
    Result<void> seekToSequence(Sequence sequence, JournalPosition durable);
    void seek(JournalPosition position);

    // Corrupt or removed bytes in front of the cursor; next() returns nothing until the cursor is moved.
    const std::optional<Error>& error() const { return m_walk.error(); }

private:
    bool isOwn(const FrameOutline& outline) const { return outline.partition == m_partition; }
    bool isWantedTick(const FrameOutline& outline) const;

    const JournalSegments* m_segments;
    Partition m_partition;
    CursorTicks m_ticks;
    FrameWalk m_walk;
    std::optional<Sequence> m_expected; // unset: the first own frame decides
};

// Reads all frames of a journal in order and verifies each: for replay and proof. One thread.
class JournalScan {
public:
    JournalScan(const JournalSegments& segments, JournalPosition start, JournalPosition durable)
        : m_walk(segments, start),
          m_durable(durable)
    {}

    std::optional<FrameView> next();
    JournalPosition position() const { return m_walk.position(); }
    const std::optional<Error>& error() const { return m_walk.error(); }

private:
    FrameWalk m_walk;
    JournalPosition m_durable;
};

} // namespace tailrace::journal
