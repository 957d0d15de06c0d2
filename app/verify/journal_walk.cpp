// SPDX-License-Identifier: Apache-2.0
#include "app/verify/journal_walk.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/verify/event_time.h"
#include "app/verify/unreadable.h"

namespace tailrace::verify {
namespace {

std::string kindText(FrameKind kind) { return kind == FrameKind::Handover ? "handover" : "retraction"; }

std::string retractionOf(const AcceptedEvent& event, const std::string& newOwner)
{
    return nlohmann::json{{"id", event.columns.id}, {"at", event.columns.time}, {"to", newOwner}}.dump();
}

// As retractionOf() writes it, whatever the order of its members.
std::string textOf(const Frame& frame)
{
    if (frame.kind != FrameKind::Retraction) return std::string(frame.payload);
    const auto members = nlohmann::json::parse(frame.payload, nullptr, false);
    return members.is_discarded() ? std::string(frame.payload) : members.dump();
}

} // namespace

void JournalWalk::advanceTo(std::uint64_t position)
{
    const auto& frames = m_journal.frames();
    while (m_next < frames.size() && frames[m_next].position < position) take(frames[m_next++]);
}

void JournalWalk::take(const Frame& frame)
{
    const std::int64_t before = m_watermark;
    if (frame.partition >= 0) m_nextSequence[frame.partition] = frame.sequence + 1;
    if (frame.kind == FrameKind::Handover || frame.kind == FrameKind::Retraction) return takeMove(frame);
    missDue();
    if (frame.kind == FrameKind::DeadLetter) ++m_deadLetters;
    if (frame.kind == FrameKind::Tick && (frame.flags & CutFlag) != 0) m_marks.push_back(frame.position + frame.length);
    if (frame.kind == FrameKind::Event) {
        const std::int64_t expected = std::max(before, frame.eventTime);
        if (frame.watermark != expected) differ(frame, "W", timeText(expected), timeText(frame.watermark));
        takeLabel(frame);
        takeEvent(frame);
    }
    if (frame.kind == FrameKind::Event || frame.kind == FrameKind::Tick) m_watermark = std::max(before, frame.watermark);
}

// The generated past was before the run: nothing that is measured stands before it, and nobody waited for an answer to it.
void JournalWalk::takeLabel(const Frame& frame)
{
    if ((frame.flags & PastFlag) == 0) return;
    if (m_pastEvents != m_eventFrames.size()) differ(frame, "generated past", "in front of all other events", "behind one of them");
    if ((frame.flags & RequestFlag) != 0) differ(frame, "generated past", "no request", "waits for a recommendation");
    ++m_pastEvents;
}

void JournalWalk::takeEvent(const Frame& frame)
{
    std::vector<Oracle::Move> moves;
    try {
        moves = m_oracle.accept(frame.position, frame.watermark, frame.payload);
    } catch (const Unreadable& error) {
        throw Unreadable("event at position " + std::to_string(frame.position) + ": " + error.what());
    }
    m_eventFrames.push_back(&frame);
    const AcceptedEvent& event = m_oracle.events().back();
    if (event.owner != frame.key) differ(frame, "owner", event.owner, std::string(frame.key));
    if (event.columns.time != frame.eventTime) differ(frame, "time", timeText(event.columns.time), timeText(frame.eventTime));
    for (const Oracle::Move& move : moves) {
        const Frame& moved = *m_eventFrames[move.index];
        m_due.push_back({FrameKind::Handover, move.to, std::string(moved.payload), moved.watermark, (moved.flags & PastFlag) != 0});
        m_due.push_back({FrameKind::Retraction, move.from, retractionOf(m_oracle.events()[move.index], move.to), frame.watermark, false});
    }
}

// Handovers come in order among themselves, and so do retractions; which of a pair comes first is left open.
void JournalWalk::takeMove(const Frame& frame)
{
    const auto due = std::ranges::find(m_due, frame.kind, &Due::kind);
    if (due == m_due.end()) return differ(frame, kindText(frame.kind), "(nothing)", "to " + std::string(frame.key));
    if (due->key != frame.key) differ(frame, kindText(frame.kind) + " owner", due->key, std::string(frame.key));
    if (due->payload != textOf(frame)) differ(frame, kindText(frame.kind) + " payload", due->payload, textOf(frame));
    if (due->watermark != frame.watermark) differ(frame, kindText(frame.kind) + " W", timeText(due->watermark), timeText(frame.watermark));
    const bool isMarked = (frame.flags & HandoverFlag) != 0;
    if (frame.kind == FrameKind::Handover && !isMarked) differ(frame, "handover flag", "set", "not set");
    if (((frame.flags & PastFlag) != 0) != due->isPast)
        differ(frame, kindText(frame.kind) + " label of generated past", due->isPast ? "set" : "not set", due->isPast ? "not set" : "set");
    m_due.erase(due);
}

void JournalWalk::missDue()
{
    for (const Due& due : m_due) {
        m_differences.push_back({"journal, before frame " + std::to_string(m_next), kindText(due.kind) + " of " + due.key, "(nothing)",
            {}});
    }
    m_due.clear();
}

void JournalWalk::differ(const Frame& frame, const std::string& what, std::string expected, std::string found)
{
    m_differences.push_back({"journal, position " + std::to_string(frame.position) + " " + what, std::move(expected), std::move(found),
        {}});
}

std::string JournalWalk::objectionTo(const Cut& cut) const
{
    const auto& frames = m_journal.frames();
    const std::uint64_t end = m_next == 0 ? 0 : frames[m_next - 1].position + frames[m_next - 1].length;
    if (cut.incarnation != m_journal.incarnation()) return "it belongs to another journal";
    if (cut.position < end || (m_next == frames.size() && cut.position > m_journal.end())) return "its position is not in the journal";
    if (!m_due.empty()) return "it stands between an event and the handovers that this event caused";
    if (cut.asOf < m_watermark) return "its as-of time is before W, " + std::to_string(m_watermark);
    for (std::int32_t partition = 0; partition < m_journal.partitions(); ++partition) {
        const auto here = m_nextSequence.find(partition), there = cut.nextSequence.find(partition);
        const std::uint64_t expected = here == m_nextSequence.end() ? 0 : here->second;
        const std::uint64_t found = there == cut.nextSequence.end() ? 0 : there->second;
        if (expected == found) continue;
        return "partition " + std::to_string(partition) + " has applied " + std::to_string(found) + " frames instead of the "
            + std::to_string(expected) + " before its position";
    }
    return {};
}

} // namespace tailrace::verify
