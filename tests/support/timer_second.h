// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace tailrace::test {

// The engine looks at its timers once a second of event time: what falls due at `at` may still be undone in that second, and must be
// done in the next. Both in ms.
constexpr bool mustBeDone(std::int64_t at, std::int64_t asOf) { return at / 1000 + 1 <= asOf / 1000; }

} // namespace tailrace::test
