// SPDX-License-Identifier: Apache-2.0
#include "pipeline/journal/frame_walk.h"

#include <algorithm>
#include <functional>
#include <string>

namespace tailrace::journal {

void FrameWalk::seek(JournalPosition position)
{
    m_position = position;
    m_readable = {}; // looked up again; the mapping stays, in case it is the same segment
    m_error.reset();
}

void FrameWalk::fail(ErrorCode code, std::string_view reason)
{
    m_error = Error(code, "journal position " + std::to_string(m_position.value) + ": " + std::string(reason));
}

bool FrameWalk::enter(JournalPosition durable)
{
    while (!m_error && m_position < durable) {
        const auto segment = m_segments->at(m_position);
        if (!segment) {
            fail(segment.error().code(), segment.error().context());
            break;
        }
        const JournalPosition first = segment->header.firstFrame();
        // A segment in which nothing is durable yet may still be given up by the writer.
        if (durable <= first && m_position <= first) return false;
        m_position = std::max(m_position, first);
        m_readable = std::min(segment->end.value_or(durable), durable);
        if (m_position >= m_readable) continue;
        if (m_mapped && m_base == segment->header.base) return true;
        auto mapped = m_segments->map(*segment);
        if (!mapped) {
            fail(mapped.error().code(), mapped.error().context());
            break;
        }
        m_mapped = std::move(*mapped);
        m_base = segment->header.base;
        return true;
    }
    return false;
}

std::string_view FrameWalk::ahead() const
{
    const std::string_view bytes = m_mapped->bytes().substr(0, m_readable.value - m_base.value);
    return bytes.substr(std::min(bytes.size(), m_position.value - m_base.value));
}

// Another processor has just written what a reader close behind the writer comes to, and each header says only where the next one is: asked
// for one by one, every frame would be waited for.
void FrameWalk::expectNext()
{
    constexpr std::size_t Distance = 8192, Line = 64;
    const std::string_view bytes = ahead();
    const char* const begin = bytes.data();
    const char* const end = begin + std::min(bytes.size(), Distance);
    const std::less<const char*> isBefore;
    if (isBefore(m_expected, begin) || isBefore(end, m_expected)) m_expected = begin;
    for (; isBefore(m_expected, end); m_expected += Line) __builtin_prefetch(m_expected);
}

std::optional<FrameOutline> FrameWalk::outline(JournalPosition durable)
{
    if (m_error) return std::nullopt;
    if ((!m_mapped || m_position >= m_readable) && !enter(durable)) return std::nullopt;
    expectNext();
    FrameOutline outline = outlineFrame(ahead());
    if (outline.status == FrameStatus::Ok) return outline;
    fail(ErrorCode::Corrupt, "no frame where an acknowledged one stood");
    return std::nullopt;
}

std::optional<FrameView> FrameWalk::take()
{
    FrameView view;
    std::size_t size = 0;
    if (decodeFrame(ahead(), view, size) != FrameStatus::Ok) {
        fail(ErrorCode::Corrupt, "a frame does not match its checksum");
        return std::nullopt;
    }
    view.position = m_position;
    m_position.value += size;
    view.following = m_position;
    return view;
}

} // namespace tailrace::journal
