// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

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
    struct Key {
        std::uint64_t low = 0;
        std::uint64_t high = 0;
        bool operator==(const Key&) const = default;
    };
    struct KeyHash {
        using is_avalanching = void;
        std::size_t operator()(const Key& key) const noexcept { return key.low; }
    };
    struct Held {
        IdentityVisitor visitor;
        std::int64_t minute = 0;   // of W when it was seen last
        std::uint32_t group = 0;   // in which it was noted last
        std::uint32_t note = 0;    // where
        std::uint32_t resting = 0; // since which rest; 0: it has unsettled events
    };
    // How a visitor was before the group. As long as it is only appended to, its sizes are enough.
    struct Note {
        Key key;
        bool isNew = false;
        std::uint32_t events = 0;
        std::uint32_t users = 0;
        std::uint32_t resting = 0;
        std::optional<IdentityVisitor> before;
    };
    struct Rest {
        Key key;
        std::uint32_t number = 0;
    };
    struct Minute {
        std::int64_t number = 0;
        std::vector<Key> seen;
    };
    // Many small tables, so that none takes long to grow.
    static constexpr std::size_t Tables = 256;
    using Table = boost::unordered_flat_map<Key, Held, KeyHash>;

    static Key keyOf(std::string_view visitor);
    Table& tableOf(const Key& key) { return m_tables[key.high % Tables]; }
    Held& heldOf(const Key& key, EventTime watermark);
    void note(const Key& key, Held& held, bool isNew);
    void keep(const Held& held);
    void settleRuns(Held& held, EventTime watermark);
    void undo(Note& note);
    void sweep(EventTime watermark);
    void sweep(const Key& key, std::int64_t minute, EventTime bound);
    void rest(const Key& key, Held& held);
    void limitResting();

    SessionRules m_rules;
    std::size_t m_mostResting;
    std::array<Table, Tables> m_tables;
    std::deque<Minute> m_minutes; // who was seen in it; a visitor counts in the last one only
    std::deque<Rest> m_rests;     // oldest first; one counts only while the visitor has its number
    std::uint32_t m_restNumber = 0;
    std::size_t m_resting = 0;
    std::uint32_t m_group = 1;
    std::vector<Note> m_notes; // of this group
    std::vector<IdentityMove> m_moves;
    std::string m_owner;
};

} // namespace tailrace::sessionize
