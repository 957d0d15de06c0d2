// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>

namespace tailrace::sessionize {

// What makes events one session, and when it is too late to matter.
struct SessionRules {
    std::chrono::milliseconds gap = std::chrono::minutes(30); // inclusive: exactly the gap apart still merges
    std::chrono::milliseconds grace = std::chrono::minutes(2);
    // An event further than this behind W is late, whatever it would join: without such a bound no session could ever be
    // forgotten (see ShopperSessions). Never less than what lets an event stand alone.
    std::chrono::milliseconds reach = std::chrono::hours(2);

    std::chrono::milliseconds horizon() const { return std::max(reach, gap + grace); }
};

} // namespace tailrace::sessionize
