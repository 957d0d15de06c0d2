// SPDX-License-Identifier: Apache-2.0
#include "pipeline/collector/identity_recovery.h"

#include <algorithm>
#include <string>

#include "pipeline/event/event_decoder.h"
#include "pipeline/journal/journal_reader.h"

namespace tailrace::collector {
namespace {

constexpr int FramesPerGroup = 1024;

// The newest segment that begins before `since`, or the oldest kept.
journal::JournalPosition startOf(const journal::JournalSegments& segments, EventTime since)
{
    journal::JournalPosition start = segments.firstPosition();
    for (const auto& segment : segments.list()) {
        if (segment.header.watermark < since) start = segment.header.base;
    }
    return start;
}

class Recall {
public:
    explicit Recall(sessionize::IdentityResolver& identity) : m_identity(identity) {}

    void take(const journal::FrameView& frame)
    {
        m_text.assign(frame.payload).append(event::EventPadding, '\0');
        event::Event event;
        const std::string_view text = std::string_view(m_text).substr(0, frame.payload.size());
        if (m_decoder.decode(text, event) != event::DecodeStatus::Decoded || event.domainUserId.empty()) return;
        const sessionize::IdentityEvent seen{event.domainUserId, event.userId, event.timestamp, frame.position.value};
        const bool isKnown = m_identity.accept(seen, frame.watermark) == frame.key;
        if (!isKnown && event.userId.empty() && frame.key != event.domainUserId) m_identity.learn(seen, frame.key);
    }

private:
    sessionize::IdentityResolver& m_identity;
    event::EventDecoder m_decoder;
    std::string m_text;
};

} // namespace

Result<void> recallIdentity(const journal::JournalWriter& journal, sessionize::IdentityResolver& identity,
    std::chrono::milliseconds history)
{
    Recall recall(identity);
    EventTime watermark{};
    int frames = 0;
    journal::JournalScan scan(journal.segments(), startOf(journal.segments(), journal.watermark() - history), journal.durablePosition());
    while (const auto frame = scan.next()) {
        if (frame->kind != journal::FrameKind::Event) continue;
        recall.take(*frame);
        watermark = std::max(watermark, frame->watermark);
        if (++frames % FramesPerGroup == 0) identity.settle(watermark);
    }
    identity.settle(std::max(watermark, journal.watermark()));
    if (scan.error()) return *scan.error();
    return {};
}

} // namespace tailrace::collector
