// SPDX-License-Identifier: Apache-2.0
#include "pipeline/features/shopper_timeline.h"

#include <algorithm>

#include "pipeline/event/event_id.h"

namespace tailrace::features {

using sessionize::Outcome;
using sessionize::Session;
using sessionize::SessionCounts;
using sessionize::SessionEvent;

void ShopperTimeline::apply(const event::Event& event, EventTime watermark, const Rules& rules, EventColumns& columns, Effects& effects)
{
    m_sessions.apply(event, watermark, rules, effects);
    if (effects.outcome == Outcome::Applied) m_history.insert(event.timestamp, columns.retain(event));
}

void ShopperTimeline::handOver(const event::Event& event, const Rules& rules, EventColumns& columns, Effects& effects)
{
    const std::uint64_t id = event::eventIdHash(event.id);
    const auto holdsIt = [id](const Session& session) { return session.eventIds.contains(id); };
    if (m_history.find(id, event.timestamp) || std::ranges::any_of(m_sessions.sessions(), holdsIt)) {
        effects.absorbed.clear();
        effects.outcome = Outcome::Duplicate;
        return;
    }
    recallAround(event.timestamp, rules);
    m_sessions.insert({event.timestamp, event.type, id}, rules, effects);
    m_history.insert(event.timestamp, columns.retain(event));
}

// Sessions that are forgotten, and that an event at that time connects with, stand in the history.
void ShopperTimeline::recallAround(EventTime at, const Rules& rules)
{
    const std::size_t behind = m_history.lowerBound(at);
    if (behind > 0 && at - m_history.timeAt(behind - 1) <= rules.gap) recall(behind - 1, rules);
    if (behind < m_history.size() && m_history.timeAt(behind) - at <= rules.gap) recall(behind, rules);
}

void ShopperTimeline::recall(std::size_t index, const Rules& rules)
{
    auto& sessions = m_sessions.sessions();
    const EventTime at = m_history.timeAt(index);
    const auto next = std::ranges::find_if(sessions, [at](const Session& s) { return at <= s.last; });
    if (next != sessions.end() && next->first <= at) return;
    Span run{index, index + 1};
    while (run.begin > 0 && m_history.timeAt(run.begin) - m_history.timeAt(run.begin - 1) <= rules.gap) --run.begin;
    while (run.end < m_history.size() && m_history.timeAt(run.end) - m_history.timeAt(run.end - 1) <= rules.gap) ++run.end;
    const SessionCounts counts = countsOf(run);
    // Each event was a revision, and so was the close; its ids are asked of the history.
    sessions.insert(next,
        {.first = m_history.timeAt(run.begin),
            .last = m_history.timeAt(run.end - 1),
            .counts = counts,
            .revision = counts.events + 1,
            .closed = true,
            .eventIds = {}});
}

bool ShopperTimeline::retract(std::uint64_t idHash, EventTime at, const Rules& rules, EventColumns& columns, Effects& effects)
{
    effects.absorbed.clear();
    const auto index = m_history.find(idHash, at);
    if (!index) return false;
    recall(*index, rules); // a forgotten session changes, too
    auto& sessions = m_sessions.sessions();
    const auto session = std::ranges::find_if(sessions, [at](const Session& s) { return s.first <= at && at <= s.last; });
    const SessionEvent gone{at, m_history.at(*index).type, idHash};
    m_history.erase(*index, columns);
    const Span span{m_history.lowerBound(session->first), m_history.lowerBound(session->last + std::chrono::milliseconds(1))};
    if (span.begin == span.end) {
        effects.absorbed.push_back(session->first);
        sessions.erase(session);
        return true;
    }
    session->counts.uncount(gone.type);
    session->eventIds.erase(gone.id);
    ++session->revision;
    session->closed = false; // or not: whoever closes what is past says what has become of it
    const EventTime before = session->first;
    const std::size_t behind = std::clamp(m_history.lowerBound(at), span.begin, span.end);
    if (behind > span.begin && behind < span.end && m_history.timeAt(behind) - m_history.timeAt(behind - 1) > rules.gap) {
        Session left = splitOff(*session, {span.begin, behind});
        sessions.insert(session, std::move(left));
        return true; // the left part keeps the name, and the right one is new
    }
    session->first = m_history.timeAt(span.begin);
    session->last = m_history.timeAt(span.end - 1);
    if (session->first != before) effects.absorbed.push_back(before);
    return true;
}

// Makes `session` what lies behind `left`; returns what lies in it.
Session ShopperTimeline::splitOff(Session& session, Span left) const
{
    std::vector<std::uint32_t> leaving; // by the bits of the ids that the history keeps
    for (std::size_t i = left.begin; i < left.end; ++i) leaving.push_back(m_history.at(i).id);
    std::ranges::sort(leaving);
    Session part{.first = session.first,
        .last = m_history.timeAt(left.end - 1),
        .counts = countsOf(left),
        .revision = session.revision,
        .closed = session.closed,
        .eventIds = session.eventIds.splitOff([&leaving](std::uint64_t id) {
            return std::ranges::binary_search(leaving, EventHistory::keptBits(id));
        })};
    session.first = m_history.timeAt(left.end);
    session.counts.subtract(part.counts);
    return part;
}

SessionCounts ShopperTimeline::countsOf(Span span) const
{
    SessionCounts counts;
    for (std::size_t i = span.begin; i < span.end; ++i) counts.count(m_history.at(i).type);
    return counts;
}

bool ShopperTimeline::forget(EventTime watermark, std::chrono::milliseconds retention, const Rules& rules, EventColumns& columns)
{
    m_sessions.forget(watermark, rules);
    const auto& sessions = m_sessions.sessions();
    EventTime needed = watermark - retention;
    if (!sessions.empty()) needed = std::min(needed, sessions.front().first);
    m_history.prune(needed, columns);
    return empty();
}

void ShopperTimeline::clear(EventColumns& columns)
{
    m_history.clear(columns);
    m_sessions = {};
}

} // namespace tailrace::features
