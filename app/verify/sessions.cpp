// SPDX-License-Identifier: Apache-2.0
#include "app/verify/sessions.h"

#include <algorithm>

namespace tailrace::verify {

std::size_t Session::count(std::string_view type) const
{
    return static_cast<std::size_t>(std::ranges::count_if(events, [&](const AcceptedEvent* event) { return event->columns.type == type; }));
}

std::vector<Session> sessionsOf(std::vector<const AcceptedEvent*> events, const Rules& rules)
{
    std::ranges::stable_sort(events, {}, [](const AcceptedEvent* event) { return event->columns.time; });
    std::vector<Session> sessions;
    for (const AcceptedEvent* event : events) {
        const bool connects = !sessions.empty() && event->columns.time - sessions.back().last() <= rules.gap;
        if (!connects) sessions.emplace_back();
        sessions.back().events.push_back(event);
    }
    return sessions;
}

} // namespace tailrace::verify
