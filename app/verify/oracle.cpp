// SPDX-License-Identifier: Apache-2.0
#include "app/verify/oracle.h"

#include <algorithm>

namespace tailrace::verify {
namespace {

bool holdsId(const std::vector<const AcceptedEvent*>& events, const std::string& id)
{
    return std::ranges::any_of(events, [&](const AcceptedEvent* event) { return event->columns.id == id; });
}

} // namespace

std::string outcomeText(Outcome outcome)
{
    switch (outcome) {
    case Outcome::Applied: return "applied";
    case Outcome::Duplicate: return "duplicate";
    case Outcome::Late: return "late";
    }
    return {};
}

std::vector<Oracle::Move> Oracle::accept(std::uint64_t position, std::int64_t watermark, std::string_view text)
{
    AcceptedEvent& event = m_events.emplace_back(AcceptedEvent{position, watermark, columnsOf(text), {}, {}});
    std::vector<Move> moves = resolve(event);
    enter(event, judge(event));
    for (const Move& move : moves) {
        AcceptedEvent& moved = m_events[move.index];
        leave(moved);
        moved.owner = move.to;
        enter(moved, holdsId(appliedOf(move.to), moved.columns.id) ? Outcome::Duplicate : Outcome::Applied);
    }
    return moves;
}

// Decides the new event's owner, and who moves because of it.
std::vector<Oracle::Move> Oracle::resolve(AcceptedEvent& event)
{
    const EventColumns& columns = event.columns;
    event.owner = columns.user.empty() ? columns.visitor : columns.user;
    if (columns.visitor.empty() || !m_rules.stitch) return {};
    VisitorIdentity& visitor = m_visitors.try_emplace(columns.visitor, columns.visitor, m_rules).first->second;
    std::vector<Move> moves;
    for (const auto& [index, time, owner] : visitor.accept({m_events.size() - 1, columns.time, columns.user}, event.watermark)) {
        AcceptedEvent& one = m_events[index];
        if (&one == &event) {
            event.owner = owner;
        } else if (one.owner != owner) {
            moves.push_back({index, one.owner, owner});
        }
    }
    return moves;
}

// What an event counts as when it comes to its owner for the first time.
Outcome Oracle::judge(const AcceptedEvent& event) const
{
    const std::int64_t cutoff = m_rules.cutoff(event.watermark);
    for (const Session& session : sessionsOf(event.owner)) {
        const bool canStillChange = session.last() >= cutoff;
        if (canStillChange && holdsId(session.events, event.columns.id)) return Outcome::Duplicate;
    }
    if (event.columns.time < event.watermark - m_rules.reach) return Outcome::Late;
    std::vector<const AcceptedEvent*> withIt = appliedOf(event.owner);
    withIt.push_back(&event);
    for (const Session& session : verify::sessionsOf(std::move(withIt), m_rules)) {
        const bool isItsSession = std::ranges::find(session.events, &event) != session.events.end();
        if (isItsSession && session.last() < cutoff) return Outcome::Late;
    }
    return Outcome::Applied;
}

void Oracle::enter(AcceptedEvent& event, Outcome outcome)
{
    event.outcome = outcome;
    if (outcome == Outcome::Applied) m_applied[event.owner].push_back(&event);
}

void Oracle::leave(const AcceptedEvent& event)
{
    const auto applied = m_applied.find(event.owner);
    if (applied == m_applied.end()) return;
    std::erase(applied->second, &event);
    if (applied->second.empty()) m_applied.erase(applied);
}

std::vector<std::string> Oracle::owners() const
{
    std::vector<std::string> names;
    for (const auto& entry : m_applied) names.push_back(entry.first);
    return names;
}

std::vector<const AcceptedEvent*> Oracle::appliedOf(const std::string& owner) const
{
    const auto applied = m_applied.find(owner);
    return applied == m_applied.end() ? std::vector<const AcceptedEvent*>() : applied->second;
}

std::map<std::string, std::vector<const AcceptedEvent*>> Oracle::viewers() const
{
    std::map<std::string, std::vector<const AcceptedEvent*>> viewers;
    for (const AcceptedEvent& event : m_events) {
        if (event.outcome == Outcome::Applied && event.columns.isMedia()) viewers[event.owner].push_back(&event);
    }
    return viewers;
}

LedgerTerms Oracle::ledger() const
{
    LedgerTerms terms;
    for (const AcceptedEvent& event : m_events) {
        ++terms.accepted;
        terms.applied += event.outcome == Outcome::Applied ? 1U : 0U;
        terms.duplicate += event.outcome == Outcome::Duplicate ? 1U : 0U;
        terms.late += event.outcome == Outcome::Late ? 1U : 0U;
    }
    return terms;
}

} // namespace tailrace::verify
