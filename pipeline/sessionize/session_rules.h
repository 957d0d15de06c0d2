// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

namespace tailrace::sessionize {

// What makes events one session, and when it is too late to matter.
struct SessionRules {
    std::chrono::milliseconds gap = std::chrono::minutes(30); // inclusive: exactly the gap apart still merges
    std::chrono::milliseconds grace = std::chrono::minutes(2);
};

} // namespace tailrace::sessionize
