// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "app/verify/accepted_event.h"
#include "app/verify/rules.h"

namespace tailrace::verify {

// Events of one owner with no gap between them; in order of time.
struct Session {
    std::vector<const AcceptedEvent*> events;

    std::int64_t first() const { return events.front()->columns.time; }
    std::int64_t last() const { return events.back()->columns.time; }
    std::size_t count(std::string_view type) const;
};

// All sessions of these events, oldest first.
std::vector<Session> sessionsOf(std::vector<const AcceptedEvent*> events, const Rules& rules);

} // namespace tailrace::verify
