// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "pipeline/sessionize/identity_table.h"
#include "pipeline/sessionize/identity_visitor.h"
#include "pipeline/sessionize/session_rules.h"

namespace tailrace::sessionize {

// Whose event is it: the rule of docs/identity.md, for one event after the other in the order of the journal. Pure.
//
// What it holds is bounded: a visitor without a login is forgotten when its runs are settled; of one with logins the latest settled login
// is kept, for as many visitors as `mostResting` says, the least recently seen going first.
//
// Events come in groups. A group ends with settle(), or with forget(): then it has never been. Visitors are told apart by 128 bits of
// hash.
class IdentityResolver {
public:
    explicit IdentityResolver(SessionRules rules, std::size_t mostResting = 1'000'000);

    // Events of these visitors will be accepted next, some dozens at a time: so the waits for their memory overlap. Changes nothing.
    void expect(std::span<const std::string_view> visitors);

    // The owner of an event that names a visitor. `watermark` is W, this event included. The answer and moves() are valid until the
    // next call.
    std::string_view accept(const IdentityEvent& event, EventTime watermark);
    // The earlier events that the last accepted one gave to somebody else, by event time, then position.
    const std::vector<IdentityMove>& moves() const { return m_moves; }

    void clearMoves() { m_moves.clear(); }

    // Positions of this group's events from `from` on are greater by `by` than was said.
    void shift(std::uint64_t from, std::uint64_t by);
    void settle(EventTime watermark);
    void forget();

    // When a journal is read back from its middle: the event just accepted had this owner, by a login from before the middle.
    void learn(const IdentityEvent& event, std::string_view user);

    std::size_t visitors() const;
    std::size_t resting() const { return m_resting; }

private:
    using Key = IdentityKey;
    // One cache line.
    struct alignas(64) Held {
        Key key;
        IdentityVisitor visitor;
        std::uint32_t note = 0;          // its place in m_notes, if that is about it
        std::uint32_t isResting : 1 = 0; // it has no unsettled events
        std::uint32_t number : 31 = 0;   // of its rest; else the minute of W in which it was seen last
    };
    static_assert(sizeof(Held) == 64);
    // How a visitor was before the group. As long as it is only appended to, its sizes are enough.
    struct Note {
        Key key;
        bool isNew = false;
        bool wasResting = false;
        std::uint32_t rest = 0; // its number
        std::uint32_t events = 0;
        std::uint32_t users = 0;
        std::unique_ptr<IdentityVisitor> before;
    };
    struct Rest {
        Key key;
        std::uint32_t number = 0;
    };
    struct Minute {
        std::uint32_t number = 0;
        std::vector<Key> listed;
    };
    static constexpr std::int64_t MinuteBias = std::int64_t{1} << 30; // so that all of them are positive; 31 bits
    static std::uint32_t minuteOf(EventTime time);
    static EventTime endOf(const Minute& minute) { return EventTime(std::chrono::minutes(minute.number + 1 - MinuteBias)); }

    // Many small tables, so that none takes long to grow.
    static constexpr std::size_t Tables = 256;
    using Table = IdentityTable<Held>;

    Table& tableOf(const Key& key) { return m_tables[key.high % Tables]; }
    Held& heldOf(const Key& key, EventTime watermark);
    bool isNoted(const Held& held) const { return held.note < m_notes.size() && m_notes[held.note].key == held.key; }
    void note(Held& held, bool isNew);
    void keep(const Held& held);
    void settleRuns(Held& held, EventTime watermark);
    void undo(Note& note);
    void sweep(EventTime watermark);
    void sweep(const Minute& minute, EventTime bound);
    void list(const Key& key, std::uint32_t minute);
    void rest(const Key& key);
    void limitResting();

    SessionRules m_rules;
    std::size_t m_mostResting;
    std::array<Table, Tables> m_tables;
    // Each visitor that does not rest is listed in a minute not later than that in which it was seen last, and moves on when
    // that one's turn comes.
    std::deque<Minute> m_minutes;
    std::vector<Key> m_toRest;
    std::vector<Key> m_expected;
    std::deque<Rest> m_rests; // oldest first; one counts only while the visitor has its number
    std::uint32_t m_restNumber = 0;
    std::size_t m_resting = 0;
    std::vector<Note> m_notes; // of this group
    std::vector<IdentityMove> m_moves;
    std::string m_owner;
};

} // namespace tailrace::sessionize
