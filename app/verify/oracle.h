// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "app/verify/accepted_event.h"
#include "app/verify/sessions.h"
#include "app/verify/visitor_identity.h"

namespace tailrace::verify {

struct LedgerTerms {
    std::uint64_t accepted = 0;
    std::uint64_t applied = 0;
    std::uint64_t duplicate = 0;
    std::uint64_t late = 0;

    bool operator==(const LedgerTerms&) const = default;
};

// Whose event it is, what it counts as, and which sessions there are, recomputed by the rules of docs/identity.md and
// docs/features.md from the accepted events in journal order. It reads nothing that an engine has computed.
class Oracle {
public:
    explicit Oracle(Rules rules = {}) : m_rules(rules) {}

    // An event that changed its owner because of the one just accepted.
    struct Move {
        std::size_t index; // in events()
        std::string from;
        std::string to;
    };

    // The next event of the journal; the events that it moved, in order of time, then of position.
    std::vector<Move> accept(std::uint64_t position, std::int64_t watermark, std::string_view text);

    const Rules& rules() const { return m_rules; }
    const std::deque<AcceptedEvent>& events() const { return m_events; }
    std::vector<std::string> owners() const; // who have an applied event
    std::vector<const AcceptedEvent*> appliedOf(const std::string& owner) const;
    std::vector<Session> sessionsOf(const std::string& owner) const { return verify::sessionsOf(appliedOf(owner), m_rules); }
    std::map<std::string, std::vector<const AcceptedEvent*>> viewers() const; // applied media events, by owner
    LedgerTerms ledger() const;

private:
    std::vector<Move> resolve(AcceptedEvent& event);
    Outcome judge(const AcceptedEvent& event) const;
    void enter(AcceptedEvent& event, Outcome outcome);
    void leave(const AcceptedEvent& event);

    Rules m_rules;
    std::deque<AcceptedEvent> m_events;
    std::map<std::string, VisitorIdentity> m_visitors;
    std::map<std::string, std::vector<const AcceptedEvent*>> m_applied; // by owner; an index only
};

} // namespace tailrace::verify
