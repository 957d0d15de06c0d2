// SPDX-License-Identifier: Apache-2.0
#include "pipeline/sessionize/shopper_sessions.h"

#include <algorithm>
#include <array>

#include "pipeline/event/event_id.h"

namespace tailrace::sessionize {

namespace {

// The counter of the type; null: it has none of its own.
template <class Counts>
auto counterOf(Counts& counts, event::EventType type) -> decltype(&counts.events)
{
    using event::EventType;
    switch (type) {
    case EventType::PageView: return &counts.pageViews;
    case EventType::ProductView: return &counts.productViews;
    case EventType::AddToCart: return &counts.cartAdds;
    case EventType::RemoveFromCart: return &counts.cartRemoves;
    case EventType::CheckoutStep: return &counts.checkouts;
    default: return nullptr;
    }
}

using Counts = SessionCounts;
constexpr std::array AllCounters{
    &Counts::events, &Counts::pageViews, &Counts::productViews, &Counts::cartAdds, &Counts::cartRemoves, &Counts::checkouts};

} // namespace

void SessionCounts::count(event::EventType type)
{
    ++events;
    if (auto* counter = counterOf(*this, type)) ++*counter;
}

void SessionCounts::uncount(event::EventType type)
{
    --events;
    if (auto* counter = counterOf(*this, type)) --*counter;
}

void SessionCounts::add(const SessionCounts& other)
{
    for (const auto counter : AllCounters) this->*counter += other.*counter;
}

void SessionCounts::subtract(const SessionCounts& other)
{
    for (const auto counter : AllCounters) this->*counter -= other.*counter;
}

ShopperSessions::Touched ShopperSessions::touchedBy(EventTime at, const SessionRules& rules)
{
    const auto from = std::find_if_not(m_sessions.begin(), m_sessions.end(), [&](const Session& s) { return s.last + rules.gap < at; });
    return {from, std::find_if_not(from, m_sessions.end(), [&](const Session& s) { return s.first - rules.gap <= at; })};
}

void ShopperSessions::apply(const event::Event& event, EventTime watermark, const SessionRules& rules, SessionEffects& effects)
{
    effects.absorbed.clear();
    const std::uint64_t id = event::eventIdHash(event.id);
    const auto holdsIt = [&](const Session& s) { return !isPast(s.last, watermark, rules) && s.eventIds.contains(id); };
    if (std::any_of(m_sessions.begin(), m_sessions.end(), holdsIt)) {
        effects.outcome = Outcome::Duplicate;
        return;
    }
    const EventTime at = event.timestamp;
    const Touched touched = touchedBy(at, rules);
    const EventTime end = touched.from == touched.to ? at : std::max(at, std::prev(touched.to)->last);
    if (at < watermark - rules.horizon() || isPast(end, watermark, rules)) {
        effects.outcome = Outcome::Late;
        return;
    }
    join(touched, {at, event.type, id}, effects);
}

void ShopperSessions::insert(const SessionEvent& event, const SessionRules& rules, SessionEffects& effects)
{
    effects.absorbed.clear();
    join(touchedBy(event.at, rules), event, effects);
}

void ShopperSessions::join(const Touched& touched, const SessionEvent& event, SessionEffects& effects)
{
    const auto [from, to] = touched;
    effects.outcome = Outcome::Applied;
    effects.session = static_cast<std::size_t>(from - m_sessions.begin());
    effects.reopened = std::any_of(from, to, [](const Session& s) { return s.closed; });
    if (from == to) {
        m_sessions.insert(from, Session{.first = event.at, .last = event.at, .counts = {}, .eventIds = {}});
    } else {
        for (auto absorbed = std::next(from); absorbed != to; ++absorbed) {
            effects.absorbed.push_back(absorbed->first);
            from->last = std::max(from->last, absorbed->last);
            from->counts.add(absorbed->counts);
            from->eventIds.merge(absorbed->eventIds);
            from->revision = std::max(from->revision, absorbed->revision);
        }
        // A session is known by its start: an earlier event gives it a new name.
        if (event.at < from->first) effects.absorbed.push_back(from->first);
        m_sessions.erase(std::next(from), to);
    }
    Session& session = m_sessions[effects.session];
    session.first = std::min(session.first, event.at);
    session.last = std::max(session.last, event.at);
    session.counts.count(event.type);
    session.eventIds.insert(event.id);
    session.closed = false;
    ++session.revision;
}

bool ShopperSessions::forget(EventTime watermark, const SessionRules& rules)
{
    std::erase_if(m_sessions, [&](const Session& s) { return forgottenAt(s, rules) <= watermark; });
    return m_sessions.empty();
}

} // namespace tailrace::sessionize
