// SPDX-License-Identifier: Apache-2.0
#include "pipeline/sessionize/shopper_sessions.h"

#include <algorithm>
#include <xxhash.h>

namespace tailrace::sessionize {

void SessionCounts::count(event::EventType type)
{
    using event::EventType;
    ++events;
    switch (type) {
    case EventType::PageView: ++pageViews; break;
    case EventType::ProductView: ++productViews; break;
    case EventType::AddToCart: ++cartAdds; break;
    case EventType::RemoveFromCart: ++cartRemoves; break;
    case EventType::CheckoutStep: ++checkouts; break;
    default: break;
    }
}

void SessionCounts::add(const SessionCounts& other)
{
    events += other.events;
    pageViews += other.pageViews;
    productViews += other.productViews;
    cartAdds += other.cartAdds;
    cartRemoves += other.cartRemoves;
    checkouts += other.checkouts;
}

void ShopperSessions::apply(const event::Event& event, EventTime watermark, const SessionRules& rules, SessionEffects& effects)
{
    effects.absorbed.clear();
    const EventTime at = event.timestamp;
    const auto tooEarly = [&](const Session& s) { return s.last + rules.gap < at; };
    const auto reachable = [&](const Session& s) { return s.first - rules.gap <= at; };
    const auto from = std::find_if_not(m_sessions.begin(), m_sessions.end(), tooEarly);
    const auto to = std::find_if_not(from, m_sessions.end(), reachable);

    const EventTime end = from == to ? at : std::max(at, std::prev(to)->last);
    if (at < watermark - rules.horizon() || isPast(end, watermark, rules)) {
        effects.outcome = Outcome::Late;
        return;
    }
    const std::uint64_t id = XXH3_64bits(event.id.data(), event.id.size());
    if (std::any_of(from, to, [id](const Session& s) { return s.eventIds.contains(id); })) {
        effects.outcome = Outcome::Duplicate;
        return;
    }
    effects.outcome = Outcome::Applied;
    effects.session = static_cast<std::size_t>(from - m_sessions.begin());
    effects.reopened = std::any_of(from, to, [](const Session& s) { return s.closed; });
    if (from == to) {
        m_sessions.insert(from, Session{.first = at, .last = at, .counts = {}, .eventIds = {}});
    } else {
        for (auto absorbed = std::next(from); absorbed != to; ++absorbed) {
            effects.absorbed.push_back(absorbed->first);
            from->last = std::max(from->last, absorbed->last);
            from->counts.add(absorbed->counts);
            from->eventIds.merge(absorbed->eventIds);
            from->revision = std::max(from->revision, absorbed->revision);
        }
        // A session is known by its start: an earlier event gives it a new name.
        if (at < from->first) effects.absorbed.push_back(from->first);
        m_sessions.erase(std::next(from), to);
    }
    Session& session = m_sessions[effects.session];
    session.first = std::min(session.first, at);
    session.last = std::max(session.last, at);
    session.counts.count(event.type);
    session.eventIds.insert(id);
    session.closed = false;
    ++session.revision;
}

bool ShopperSessions::forget(EventTime watermark, const SessionRules& rules)
{
    std::erase_if(m_sessions, [&](const Session& s) { return forgottenAt(s, rules) <= watermark; });
    return m_sessions.empty();
}

} // namespace tailrace::sessionize
