// SPDX-License-Identifier: Apache-2.0
#define XXH_INLINE_ALL // a name is short: the call would cost as much as the hash
#include "pipeline/sessionize/identity_resolver.h"

#include <algorithm>
#include <utility>

namespace tailrace::sessionize {

IdentityResolver::IdentityResolver(SessionRules rules, std::size_t mostResting) : m_rules(rules), m_mostResting(mostResting) {}

void IdentityResolver::expect(std::span<const std::string_view> visitors)
{
    m_expected.clear();
    for (const std::string_view visitor : visitors) {
        m_expected.push_back(Key::of(visitor));
        tableOf(m_expected.back()).expect(m_expected.back());
    }
    for (const Key& key : m_expected)
        if (const Held* const held = tableOf(key).find(key)) held->visitor.expect();
}

std::string_view IdentityResolver::accept(const IdentityEvent& event, EventTime watermark)
{
    m_moves.clear();
    Held& held = heldOf(Key::of(event.visitor), watermark);
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
    const auto [found, isNew] = tableOf(key).findOrAdd(key);
    Held& held = *found;
    if (!isNoted(held)) note(held, isNew);
    const bool isBack = isNew || held.isResting != 0;
    if (held.isResting != 0) --m_resting;
    held.isResting = 0;
    held.number = minuteOf(watermark) & 0x7FFF'FFFFU;
    if (m_minutes.empty() || m_minutes.back().number < held.number) m_minutes.push_back({held.number, {}});
    if (isBack) list(key, held.number);
    return held;
}

void IdentityResolver::note(Held& held, bool isNew)
{
    held.note = static_cast<std::uint32_t>(m_notes.size());
    m_notes.push_back({held.key, isNew, held.isResting != 0, held.number, static_cast<std::uint32_t>(held.visitor.size()),
        static_cast<std::uint32_t>(held.visitor.users()), nullptr});
}

std::uint32_t IdentityResolver::minuteOf(EventTime time)
{
    const std::int64_t minute = std::chrono::floor<std::chrono::minutes>(time.time_since_epoch()).count();
    return static_cast<std::uint32_t>(std::clamp<std::int64_t>(minute + MinuteBias, 0, 2 * MinuteBias - 1));
}

void IdentityResolver::keep(const Held& held)
{
    Note& note = m_notes[held.note];
    if (!note.isNew && !note.before) note.before = std::make_unique<IdentityVisitor>(held.visitor.copyOfFirst(note.events, note.users));
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
        if (Held* const held = tableOf(note.key).find(note.key)) held->visitor.shift(from, by);
    }
}

void IdentityResolver::settle(EventTime watermark)
{
    m_notes.clear();
    sweep(watermark);
    limitResting();
}

void IdentityResolver::forget()
{
    for (Note& note : m_notes) undo(note);
    m_notes.clear();
    m_moves.clear();
}

void IdentityResolver::undo(Note& note)
{
    Table& table = tableOf(note.key);
    Held* const found = table.find(note.key);
    if (note.isNew) {
        table.erase(found);
        return;
    }
    Held& held = *found;
    if (note.before) {
        held.visitor = std::move(*note.before);
    } else {
        held.visitor.cutTo(note.events, note.users);
    }
    if (!note.wasResting) return;
    held.isResting = 1;
    held.number = note.rest & 0x7FFF'FFFFU;
    ++m_resting;
}

void IdentityResolver::learn(const IdentityEvent& event, std::string_view user)
{
    const Key key = Key::of(event.visitor);
    Held* const held = tableOf(key).find(key);
    if (!held) return;
    held->visitor.learn(user);
    held->visitor.decideAll(held->visitor.size(), event.visitor, m_rules.gap, m_moves);
    m_moves.clear();
}

// Whoever was last seen in a minute that ended before the bound has no unsettled event any more: none can be younger than its W.
void IdentityResolver::sweep(EventTime watermark)
{
    const EventTime bound = watermark - m_rules.gap - m_rules.grace;
    const auto over = [bound](const Minute& m) { return endOf(m) <= bound; };
    for (; !m_minutes.empty() && over(m_minutes.front()); m_minutes.pop_front()) sweep(m_minutes.front(), bound);
}

void IdentityResolver::sweep(const Minute& minute, EventTime bound)
{
    constexpr std::size_t Ahead = 16;
    m_toRest.clear();
    for (std::size_t i = 0; i < minute.listed.size(); ++i) {
        if (i + Ahead < minute.listed.size()) tableOf(minute.listed[i + Ahead]).expect(minute.listed[i + Ahead]);
        const Key key = minute.listed[i];
        Held* const held = tableOf(key).find(key);
        if (!held || held->isResting != 0) continue;
        if (held->number > minute.number) {
            list(key, held->number);
            continue;
        }
        held->visitor.settle(bound, m_rules.gap);
        if (held->visitor.isRemembered()) {
            m_toRest.push_back(key);
        } else {
            tableOf(key).erase(held);
        }
    }
    // The order of the list depends on when settle() was called.
    std::sort(m_toRest.begin(), m_toRest.end());
    for (const Key& key : m_toRest) rest(key);
}

void IdentityResolver::list(const Key& key, std::uint32_t minute)
{
    const auto isBefore = [](const Minute& m, std::uint32_t number) { return m.number < number; };
    auto place = m_minutes.end() - 1; // the newest, usually
    if (place->number != minute) place = std::lower_bound(m_minutes.begin(), m_minutes.end(), minute, isBefore);
    place->listed.push_back(key);
}

void IdentityResolver::rest(const Key& key)
{
    Held& held = *tableOf(key).find(key);
    if (held.isResting != 0) return; // listed twice: a group that was forgotten had listed it, too
    m_restNumber = (m_restNumber + 1) & 0x7FFF'FFFFU;
    held.isResting = 1;
    held.number = m_restNumber & 0x7FFF'FFFFU;
    m_rests.push_back({key, m_restNumber});
    ++m_resting;
}

void IdentityResolver::limitResting()
{
    const auto current = [this](const Rest& rest) {
        Held* const held = tableOf(rest.key).find(rest.key);
        return held && held->isResting != 0 && held->number == rest.number ? held : nullptr;
    };
    for (; m_resting > m_mostResting; m_rests.pop_front()) {
        Held* const held = current(m_rests.front());
        if (!held) continue;
        tableOf(held->key).erase(held);
        --m_resting;
    }
    if (m_rests.size() > 2 * m_resting + 1024) std::erase_if(m_rests, [&](const Rest& rest) { return !current(rest); });
}

std::size_t IdentityResolver::visitors() const
{
    std::size_t count = 0;
    for (const Table& table : m_tables) count += table.size();
    return count;
}

} // namespace tailrace::sessionize
