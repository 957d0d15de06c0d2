// SPDX-License-Identifier: Apache-2.0
#include "pipeline/sessionize/identity_resolver.h"

#include <xxhash.h>

#include <algorithm>
#include <utility>

namespace tailrace::sessionize {

IdentityResolver::IdentityResolver(SessionRules rules, std::size_t mostResting) : m_rules(rules), m_mostResting(mostResting) {}

IdentityResolver::Key IdentityResolver::keyOf(std::string_view visitor)
{
    const XXH128_hash_t hash = XXH3_128bits(visitor.data(), visitor.size());
    return {hash.low64, hash.high64};
}

std::string_view IdentityResolver::accept(const IdentityEvent& event, EventTime watermark)
{
    m_moves.clear();
    const Key key = keyOf(event.visitor);
    Held& held = heldOf(key, watermark);
    IdentityVisitor& visitor = held.visitor;
    settleRuns(held, watermark);
    const std::size_t at = visitor.placeOf(event);
    if (at != visitor.size()) keep(held);
    visitor.insert(at, event);
    if (!visitor.decideAlone(at, m_rules.gap)) {
        keep(held);
        visitor.decideAll(at, event.visitor, m_rules.gap, m_moves);
    }
    const std::string_view owner = visitor.ownerOf(at);
    m_owner.assign(owner.empty() ? event.visitor : owner);
    settleRuns(held, watermark);
    return m_owner;
}

IdentityResolver::Held& IdentityResolver::heldOf(const Key& key, EventTime watermark)
{
    const auto [found, isNew] = tableOf(key).try_emplace(key);
    Held& held = found->second;
    if (held.group != m_group) note(key, held, isNew);
    const std::int64_t minute = std::chrono::floor<std::chrono::minutes>(watermark.time_since_epoch()).count();
    if (isNew || held.resting != 0 || held.minute != minute) {
        if (m_minutes.empty() || m_minutes.back().number != minute) m_minutes.push_back({minute, {}});
        m_minutes.back().seen.push_back(key);
        held.minute = minute;
    }
    if (std::exchange(held.resting, 0) != 0) --m_resting;
    return held;
}

void IdentityResolver::note(const Key& key, Held& held, bool isNew)
{
    held.group = m_group;
    held.note = static_cast<std::uint32_t>(m_notes.size());
    m_notes.push_back({key, isNew, static_cast<std::uint32_t>(held.visitor.size()), static_cast<std::uint32_t>(held.visitor.users()),
        held.resting, std::nullopt});
}

void IdentityResolver::keep(const Held& held)
{
    Note& note = m_notes[held.note];
    if (!note.isNew && !note.before) note.before = held.visitor.copyOfFirst(note.events, note.users);
}

void IdentityResolver::settleRuns(Held& held, EventTime watermark)
{
    const EventTime bound = watermark - m_rules.gap - m_rules.grace;
    if (held.visitor.isOver(bound, m_rules.gap)) {
        keep(held);
        held.visitor.settle(bound, m_rules.gap);
    }
    while (held.visitor.isFull()) {
        keep(held);
        held.visitor.settleOlderHalf();
    }
}

void IdentityResolver::shift(std::uint64_t from, std::uint64_t by)
{
    for (const Note& note : m_notes) {
        if (const auto found = tableOf(note.key).find(note.key); found != tableOf(note.key).end()) found->second.visitor.shift(from, by);
    }
}

void IdentityResolver::settle(EventTime watermark)
{
    m_notes.clear();
    ++m_group;
    sweep(watermark);
    limitResting();
}

void IdentityResolver::forget()
{
    for (Note& note : m_notes) undo(note);
    m_notes.clear();
    m_moves.clear();
    ++m_group;
}

void IdentityResolver::undo(Note& note)
{
    Table& table = tableOf(note.key);
    const auto found = table.find(note.key);
    if (note.isNew) {
        table.erase(found);
        return;
    }
    Held& held = found->second;
    if (note.before) {
        held.visitor = std::move(*note.before);
    } else {
        held.visitor.cutTo(note.events, note.users);
    }
    if (note.resting != 0) {
        held.resting = note.resting;
        ++m_resting;
    }
}

void IdentityResolver::learn(const IdentityEvent& event, std::string_view user)
{
    Held& held = tableOf(keyOf(event.visitor))[keyOf(event.visitor)];
    held.visitor.learn(user);
    held.visitor.decideAll(held.visitor.size(), event.visitor, m_rules.gap, m_moves);
    m_moves.clear();
}

// Whoever was last seen in a minute that ended before the bound has no unsettled event any more: none can be younger than its W.
void IdentityResolver::sweep(EventTime watermark)
{
    const EventTime bound = watermark - m_rules.gap - m_rules.grace;
    const auto over = [bound](const Minute& m) { return EventTime(std::chrono::minutes(m.number + 1)) <= bound; };
    while (!m_minutes.empty() && over(m_minutes.front())) {
        for (const Key& key : m_minutes.front().seen) sweep(key, m_minutes.front().number, bound);
        m_minutes.pop_front();
    }
}

void IdentityResolver::sweep(const Key& key, std::int64_t minute, EventTime bound)
{
    Table& table = tableOf(key);
    const auto found = table.find(key);
    if (found == table.end() || found->second.minute != minute || found->second.resting != 0) return;
    Held& held = found->second;
    held.visitor.settle(bound, m_rules.gap);
    if (held.visitor.isRemembered()) {
        rest(key, held);
    } else {
        table.erase(found);
    }
}

void IdentityResolver::rest(const Key& key, Held& held)
{
    if (++m_restNumber == 0) ++m_restNumber;
    held.resting = m_restNumber;
    m_rests.push_back({key, m_restNumber});
    ++m_resting;
}

void IdentityResolver::limitResting()
{
    const auto isCurrent = [this](const Rest& rest) {
        const auto found = tableOf(rest.key).find(rest.key);
        return found != tableOf(rest.key).end() && found->second.resting == rest.number;
    };
    for (; m_resting > m_mostResting; m_rests.pop_front()) {
        if (!isCurrent(m_rests.front())) continue;
        tableOf(m_rests.front().key).erase(m_rests.front().key);
        --m_resting;
    }
    if (m_rests.size() > 2 * m_resting + 1024) std::erase_if(m_rests, [&](const Rest& rest) { return !isCurrent(rest); });
}

std::size_t IdentityResolver::visitors() const
{
    std::size_t count = 0;
    for (const Table& table : m_tables) count += table.size();
    return count;
}

} // namespace tailrace::sessionize
