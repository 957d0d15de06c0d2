// SPDX-License-Identifier: Apache-2.0
#include "pipeline/collector/identity_recovery.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

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

// Takes the frames some at a time, so that the waits for what is known of their visitors overlap, as the intake does.
class Recall {
public:
    explicit Recall(sessionize::IdentityResolver& identity) : m_identity(identity) {}

    void take(const journal::FrameView& frame)
    {
        Seen& seen = m_seen[m_count];
        seen.text.assign(frame.payload).append(event::EventPadding, '\0');
        seen.event = {};
        const std::string_view text = std::string_view(seen.text).substr(0, frame.payload.size());
        if (seen.decoder.decodeIdentity(text, seen.event) != event::DecodeStatus::Decoded || seen.event.domainUserId.empty()) return;
        seen.owner.assign(frame.key);
        seen.position = frame.position;
        seen.watermark = frame.watermark;
        if (++m_count == Together) flush();
    }

    void flush()
    {
        m_visitors.clear();
        for (std::size_t i = 0; i < m_count; ++i) m_visitors.push_back(m_seen[i].event.domainUserId);
        m_identity.expect(m_visitors);
        for (std::size_t i = 0; i < m_count; ++i) accept(m_seen[i]);
        m_count = 0;
    }

private:
    static constexpr std::size_t Together = 32;

    struct Seen {
        event::EventDecoder decoder; // its own: the event points into it
        event::Event event;
        std::string text, owner;
        journal::JournalPosition position{};
        EventTime watermark{};
    };

    void accept(const Seen& seen)
    {
        const event::Event& event = seen.event;
        const sessionize::IdentityEvent known{event.domainUserId, event.userId, event.timestamp, seen.position.value};
        const bool isExplained = m_identity.accept(known, seen.watermark) == seen.owner;
        if (!isExplained && event.userId.empty() && seen.owner != event.domainUserId) m_identity.learn(known, seen.owner);
    }

    sessionize::IdentityResolver& m_identity;
    std::array<Seen, Together> m_seen;
    std::vector<std::string_view> m_visitors;
    std::size_t m_count = 0;
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
        if (++frames % FramesPerGroup != 0) continue;
        recall.flush();
        identity.settle(watermark);
    }
    recall.flush();
    identity.settle(std::max(watermark, journal.watermark()));
    if (scan.error()) return *scan.error();
    return {};
}

} // namespace tailrace::collector
