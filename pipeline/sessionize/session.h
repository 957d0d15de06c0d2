// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "pipeline/base/clock.h"
#include "pipeline/event/event.h"
#include "pipeline/sessionize/event_id_set.h"

namespace tailrace::sessionize {

struct SessionCounts {
    std::uint32_t events = 0;
    std::uint32_t pageViews = 0;
    std::uint32_t productViews = 0;
    std::uint32_t cartAdds = 0;
    std::uint32_t cartRemoves = 0;
    std::uint32_t checkouts = 0;

    void count(event::EventType type);
    void uncount(event::EventType type);
    void add(const SessionCounts& other);
    void subtract(const SessionCounts& other);
    bool operator==(const SessionCounts&) const = default;
};

// A session of one shopper. Bounds are the first and the last event time, both inclusive.
struct Session {
    EventTime first{};
    EventTime last{};
    SessionCounts counts;
    std::uint32_t revision = 0; // grows with each change, also over merges
    bool closed = false;        // its close was published; an event that is not late opens it again
    EventIdSet eventIds;
};

} // namespace tailrace::sessionize
