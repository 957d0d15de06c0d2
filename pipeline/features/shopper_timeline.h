// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "pipeline/features/event_history.h"
#include "pipeline/sessionize/shopper_sessions.h"

namespace tailrace::features {

// One owner's applied events and the sessions that they make, kept in step: an event comes by apply(), or by handOver() when it was
// somebody else's before, and goes by retract(). Pure: no clock, no thread. Rules: docs/identity.md, "Lateness".
// What it holds in the columns goes back by clear(), not by the destructor.
class ShopperTimeline {
public:
    using Rules = sessionize::SessionRules;
    using Effects = sessionize::SessionEffects;

    // An event that comes to its first owner. `effects` is overwritten.
    void apply(const event::Event& event, EventTime watermark, const Rules& rules, EventColumns& columns, Effects& effects);
    // An event that another owner had: never late, and a duplicate only of an event that is here. May open again what was closed,
    // also a session that the memory has forgotten, as long as its events are retained.
    void handOver(const event::Event& event, const Rules& rules, EventColumns& columns, Effects& effects);
    // Takes an event out, as if it had never come; its session may become shorter, two, or none. False: it is not here.
    // Of `effects` only `absorbed` is set: the starts under which sessions are known no longer.
    bool retract(std::uint64_t idHash, EventTime at, const Rules& rules, EventColumns& columns, Effects& effects);

    // Frees what no event, window or session can need any more at W: events older than `retention` that are not of a session that
    // can still change. True: nothing is left. Has no influence on outcomes within `retention`.
    bool forget(EventTime watermark, std::chrono::milliseconds retention, const Rules& rules, EventColumns& columns);
    void clear(EventColumns& columns);

    bool empty() const { return m_history.size() == 0 && m_sessions.sessions().empty(); }
    const sessionize::ShopperSessions& sessions() const { return m_sessions; }
    sessionize::ShopperSessions& sessions() { return m_sessions; }
    const EventHistory& history() const { return m_history; }
    EventHistory& history() { return m_history; }

private:
    struct Span {
        std::size_t begin = 0, end = 0; // indices in the history
    };
    void recallAround(EventTime at, const Rules& rules);
    void recall(std::size_t index, const Rules& rules);
    sessionize::Session splitOff(sessionize::Session& session, Span left) const;
    sessionize::SessionCounts countsOf(Span span) const;

    sessionize::ShopperSessions m_sessions;
    EventHistory m_history;
};

} // namespace tailrace::features
