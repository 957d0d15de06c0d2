// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

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

} // namespace tailrace::sessionize
