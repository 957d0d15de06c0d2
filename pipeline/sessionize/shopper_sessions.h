// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "pipeline/sessionize/session.h"
#include "pipeline/sessionize/session_rules.h"

namespace tailrace::sessionize {

enum class Outcome { Applied, Duplicate, Late };

struct SessionEffects {
    Outcome outcome = Outcome::Applied;
    std::size_t session = 0;         // index of the session that the event is in now (Applied only)
    std::vector<EventTime> absorbed; // starts under which sessions were known that no longer are: tombstones
};

// The sessions of one shopper that can still change, ordered by time. Pure: no clock, no thread.
//
// An event is late iff the session that it would form, after merging, ends before W - gap - grace. As a later event may still
// reach back by one gap, a session is kept until it ends before W - 2 gap - grace, though it counts as closed one gap earlier.
class ShopperSessions {
public:
    // `effects` is reused by the caller; it is overwritten.
    void apply(const event::Event& event, EventTime watermark, const SessionRules& rules, SessionEffects& effects);

    // Forgets what no event can reach directly any more; true when nothing is left. A chain of late events through a
    // younger open session could still have reached it: then they form a session of their own.
    bool forget(EventTime watermark, const SessionRules& rules);

    std::vector<Session>& sessions() { return m_sessions; }
    const std::vector<Session>& sessions() const { return m_sessions; }

    static bool isPast(EventTime end, EventTime watermark, const SessionRules& rules)
    {
        return end < watermark - rules.gap - rules.grace;
    }

private:
    std::vector<Session> m_sessions;
};

} // namespace tailrace::sessionize
