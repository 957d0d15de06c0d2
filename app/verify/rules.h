// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace tailrace::verify {

// The session rules' numbers, in ms, variable only so that a test can plant a wrong one; and the profile's rule of identity.
struct Rules {
    std::int64_t gap = 1'800'000;   // exactly this far apart still belongs together
    std::int64_t grace = 120'000;   // what a session stays open beyond its gap
    std::int64_t reach = 7'200'000; // older than this is late, whatever it would connect to
    bool stitch = true;             // false: an event is its user's, else its visitor's, and never moves (the published profile)

    // What ends before this is closed and settled, at acceptance watermark W.
    std::int64_t cutoff(std::int64_t watermark) const { return watermark - gap - grace; }
};

} // namespace tailrace::verify
