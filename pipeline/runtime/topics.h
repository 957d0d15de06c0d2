// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace tailrace::runtime::topics {

inline constexpr const char* Clickstream = "clickstream";
inline constexpr const char* Products = "products";        // compacted where the broker can
inline constexpr const char* Inventory = "inventory";      // compacted where the broker can
inline constexpr const char* IdentityMap = "identity-map"; // compacted where the broker can
inline constexpr const char* SessionUpdates = "session-updates";
inline constexpr const char* Exposures = "exposures";
inline constexpr const char* Handover = "handover";
inline constexpr const char* DeadLetters = "dead-letters";

} // namespace tailrace::runtime::topics
