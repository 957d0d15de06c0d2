// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/verify/rules.h"

namespace tailrace::verify {

// One accepted event of a visitor, as far as identity cares.
struct VisitorEvent {
    std::size_t index = 0; // among all accepted events
    std::int64_t time = 0;
    std::string user; // empty: anonymous
};

// The rule of docs/identity.md for one visitor. It keeps what the rule itself demands: the events that are not settled, and the
// latest settled login.
class VisitorIdentity {
public:
    VisitorIdentity(std::string visitor, Rules rules) : m_visitor(std::move(visitor)), m_rules(rules) {}

    struct Owned {
        std::size_t index;
        std::int64_t time;
        std::string owner;
    };

    // Adds an event that was journalled with this W; the owner of every event that is not settled, in order of time, then of
    // acceptance. The new event is among them even if it is settled at once.
    std::vector<Owned> accept(VisitorEvent event, std::int64_t watermark);

private:
    struct Login {
        std::int64_t time;
        std::string user;
    };

    void settle(std::int64_t watermark);
    void remember(const VisitorEvent& event);
    std::string ownerOf(const VisitorEvent& event) const;
    std::optional<Login> loginAtOrBefore(std::int64_t time) const;
    std::optional<Login> firstLoginAfter(std::int64_t time) const;
    bool leadsTo(std::int64_t from, std::int64_t to) const;

    std::string m_visitor;
    Rules m_rules;
    std::vector<VisitorEvent> m_unsettled; // by time, then index
    std::optional<Login> m_settledLogin;
};

} // namespace tailrace::verify
