// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <utility>
#include <vector>

#include "pipeline/sessionize/session.h"
#include "pipeline/sessionize/session_rules.h"

namespace tailrace::sessionize {

enum class Outcome { Applied, Duplicate, Late };

struct SessionEffects {
    Outcome outcome = Outcome::Applied;
    std::size_t session = 0;         // index of the session that the event is in now (Applied only)
    bool reopened = false;           // it, or one that it absorbed, had been closed (Applied only)
    std::vector<EventTime> absorbed; // starts under which sessions were known that no longer are: tombstones
};

// What a session sees of an event.
struct SessionEvent {
    EventTime at{};
    event::EventType type = event::EventType::Other;
    std::uint64_t id = 0; // eventIdHash()
};

// The sessions of one shopper that can still change, ordered by time. Pure: no clock, no thread.
//
// An event whose id stands in a session that is not past is a duplicate. Else it is late iff the session that it would form,
// after merging, ends before W - gap - grace, or the event itself lies before W - horizon (docs/identity.md, "Lateness"). A session is forgotten once it ends before W - horizon - gap, and that changes no later outcome:
//  - W never falls, so each later event that is not late lies at or after W - horizon, more than the gap behind no such
//    session's end: it cannot join it, and joining is all that ever changes a session. Chains of events are no way round,
//    as each link is an event of its own. Late events change nothing, forgotten or not.
//  - A session closes (at gap + grace) before it is forgotten, as the horizon is at least gap + grace.
//  - Without the horizon nothing at all could be forgotten: one event at W opens a session that is not past, and events each
//    a gap before the last walk back from it, none of them late, to any session however old.
// A shopper's sessions lie more than a gap apart, so at most horizon / gap + 2 of those kept have closed.
class ShopperSessions {
public:
    ShopperSessions() = default;
    explicit ShopperSessions(std::vector<Session> sessions) : m_sessions(std::move(sessions)) {}

    // `effects` is reused by the caller; it is overwritten.
    void apply(const event::Event& event, EventTime watermark, const SessionRules& rules, SessionEffects& effects);

    // An event that is neither late nor a duplicate, whatever its time.
    void insert(const SessionEvent& event, const SessionRules& rules, SessionEffects& effects);

    // Frees the memory of what no event can reach any more; true when nothing is left. When it is called, and whether, has no
    // influence on outcomes.
    bool forget(EventTime watermark, const SessionRules& rules);

    std::vector<Session>& sessions() { return m_sessions; }
    const std::vector<Session>& sessions() const { return m_sessions; }

    static bool isPast(EventTime end, EventTime watermark, const SessionRules& rules) { return end < watermark - rules.gap - rules.grace; }
    // The first watermarks at which the session, unchanged, is past and can be forgotten.
    static EventTime closesAt(const Session& session, const SessionRules& rules)
    {
        return session.last + rules.gap + rules.grace + std::chrono::milliseconds(1);
    }
    static EventTime forgottenAt(const Session& session, const SessionRules& rules)
    {
        return session.last + rules.gap + rules.horizon() + std::chrono::milliseconds(1);
    }

private:
    struct Touched {
        std::vector<Session>::iterator from, to; // of the sessions that an event connects with
    };
    Touched touchedBy(EventTime at, const SessionRules& rules);
    void join(const Touched& touched, const SessionEvent& event, SessionEffects& effects);

    std::vector<Session> m_sessions;
};

} // namespace tailrace::sessionize
