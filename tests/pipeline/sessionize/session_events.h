// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "pipeline/event/event.h"
#include "pipeline/sessionize/shopper_sessions.h"

namespace tailrace::test {

// An event of one shopper at `millis`; borrows `id`.
inline event::Event eventAt(std::string_view id, std::int64_t millis, event::EventType type = event::EventType::PageView)
{
    event::Event event;
    event.id = id;
    event.type = type;
    event.timestamp = fromMillis(millis);
    event.domainUserId = "shopper";
    return event;
}

inline sessionize::SessionRules rulesOf(std::int64_t gap, std::int64_t grace)
{
    return {.gap = std::chrono::milliseconds(gap), .grace = std::chrono::milliseconds(grace)};
}

// "[first,last]xevents" of each session, in order.
inline std::string spans(const sessionize::ShopperSessions& sessions)
{
    std::string text;
    for (const auto& s : sessions.sessions()) {
        text += "[" + std::to_string(toMillis(s.first)) + "," + std::to_string(toMillis(s.last)) + "]x" + std::to_string(s.counts.events);
    }
    return text;
}

} // namespace tailrace::test
