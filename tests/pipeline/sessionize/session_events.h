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

inline sessionize::SessionRules rulesOf(std::int64_t gap, std::int64_t grace, std::int64_t reach = 1'000'000)
{
    using std::chrono::milliseconds;
    return {.gap = milliseconds(gap), .grace = milliseconds(grace), .reach = milliseconds(reach)};
}

// "[first,last]xevents".
inline std::string span(std::int64_t first, std::int64_t last, std::size_t events)
{
    return "[" + std::to_string(first) + "," + std::to_string(last) + "]x" + std::to_string(events);
}

// Of each session, in order.
inline std::string spans(const sessionize::ShopperSessions& sessions)
{
    std::string text;
    for (const auto& s : sessions.sessions()) text += span(toMillis(s.first), toMillis(s.last), s.counts.events);
    return text;
}

} // namespace tailrace::test
