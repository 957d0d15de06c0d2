// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "pipeline/base/result.h"
#include "pipeline/journal/frame.h"
#include "pipeline/journal/journal_segments.h"

namespace tailrace::journal {

// A frame as a reader sees it. Key and payload point into the mapped segment: valid until the reader is moved by its next call.
struct FrameView : Frame {
    JournalPosition position{};
    JournalPosition following{}; // where reading goes on behind it
};

// Steps from frame to frame over segment borders, never beyond the given durable position. What readers are made of.
class FrameWalk {
public:
    FrameWalk(const JournalSegments& segments, JournalPosition start) : m_segments(&segments), m_position(start) {}

    // The next frame's header; empty: nothing there yet, or failed.
    std::optional<FrameOutline> outline(JournalPosition durable);
    void step(const FrameOutline& over) { m_position.value += over.size; }
    // The frame of outline(), verified, and a step over it.
    std::optional<FrameView> take();

    void seek(JournalPosition position);
    JournalPosition position() const { return m_position; }
    const std::optional<Error>& error() const { return m_error; }
    void fail(ErrorCode code, std::string_view reason);

private:
    bool enter(JournalPosition durable);
    std::string_view ahead() const;
    void expectNext();

    const JournalSegments* m_segments;
    JournalPosition m_position;
    JournalPosition m_base{};     // of the mapped segment
    JournalPosition m_readable{}; // end of what may be read in it
    std::shared_ptr<const MappedSegment> m_mapped;
    const char* m_expected = nullptr; // up to here the bytes ahead have been asked for
    std::optional<Error> m_error;
};

} // namespace tailrace::journal
