// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace tailrace::headless {

inline constexpr int ExitOk = 0;
inline constexpr int ExitFailed = 1; // a threshold failed, events were left over, or the run could not be made
inline constexpr int ExitUsage = 2;  // wrong usage, a bad scenario or budget file

} // namespace tailrace::headless
