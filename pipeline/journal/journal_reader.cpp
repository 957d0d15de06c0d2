// SPDX-License-Identifier: Apache-2.0
#include "pipeline/journal/journal_reader.h"

#include <string>

namespace tailrace::journal {

JournalCursor::JournalCursor(const JournalSegments& segments, Partition partition, JournalPosition start, CursorTicks ticks)
    : m_segments(&segments),
      m_partition(partition),
      m_ticks(ticks),
      m_walk(segments, start)
{}

bool JournalCursor::isWantedTick(const FrameOutline& outline) const
{
    return m_ticks == CursorTicks::Include && outline.kind == FrameKind::Tick;
}

std::optional<FrameView> JournalCursor::next(JournalPosition durable, JournalPosition stopAt)
{
    while (m_walk.position() < stopAt) {
        const auto outline = m_walk.outline(durable);
        if (!outline) break;
        const bool own = isOwn(*outline);
        if (!own && !isWantedTick(*outline)) {
            m_walk.step(*outline);
            continue;
        }
        if (own && m_expected && outline->sequence != *m_expected) {
            m_walk.fail(ErrorCode::Corrupt, "sequence " + std::to_string(m_expected->value) + " is missing");
            return std::nullopt;
        }
        auto frame = m_walk.take();
        if (frame && own) m_expected = Sequence(frame->sequence.value + 1);
        return frame;
    }
    return std::nullopt;
}

void JournalCursor::seek(JournalPosition position)
{
    m_walk.seek(position);
    m_expected.reset();
}

Result<void> JournalCursor::seekToSequence(Sequence sequence, JournalPosition durable)
{
    const Error absent(ErrorCode::OutOfRange,
        "sequence " + std::to_string(sequence.value) + " of partition " + std::to_string(m_partition.value) + " is not in the journal");
    Sequence following{}; // of the last own frame seen
    JournalPosition start{};
    if (durable.value != 0) {
        const auto segment = m_segments->before(m_partition, sequence, durable);
        if (!segment) return segment.error();
        following = segment->header.next(m_partition);
        start = segment->header.base;
    }
    FrameWalk walk(*m_segments, start);
    while (const auto outline = walk.outline(durable)) {
        if (isOwn(*outline)) {
            if (outline->sequence == sequence) break;
            following = Sequence(outline->sequence.value + 1);
        }
        walk.step(*outline);
    }
    if (walk.error()) return *walk.error();
    if (walk.position() >= durable && following != sequence) return absent;
    m_walk = std::move(walk);
    m_expected = sequence;
    return {};
}

std::optional<FrameView> JournalScan::next()
{
    if (!m_walk.outline(m_durable)) return std::nullopt;
    return m_walk.take();
}

} // namespace tailrace::journal
