// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "pipeline/sessionize/session.h"

namespace tailrace::sessionize {

// What is kept of a session after its close. Known by shopper and start.
struct ClosedSession {
    std::string shopper;
    EventTime first{};
    EventTime last{};
    EventTime closedAt{}; // W at its close
    SessionCounts counts;
    std::uint32_t revision = 0;

    bool operator==(const ClosedSession&) const = default;
};

inline ClosedSession closedSessionOf(std::string_view shopper, const Session& session, EventTime closedAt)
{
    return {.shopper = std::string(shopper),
        .first = session.first,
        .last = session.last,
        .closedAt = closedAt,
        .counts = session.counts,
        .revision = session.revision};
}

} // namespace tailrace::sessionize
