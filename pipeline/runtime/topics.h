// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

namespace tailrace::runtime::topics {

inline constexpr const char* Clickstream = "clickstream";
inline constexpr const char* Products = "products";
inline constexpr const char* Inventory = "inventory";
inline constexpr const char* IdentityMap = "identity-map";
inline constexpr const char* SessionUpdates = "session-updates";
inline constexpr const char* Exposures = "exposures";
inline constexpr const char* Handover = "handover";
inline constexpr const char* DeadLetters = "dead-letters";

struct Topic {
    const char* name;
    bool compacted = false; // where the broker can
};
inline constexpr std::array All{Topic{Clickstream}, Topic{Products, true}, Topic{Inventory, true}, Topic{IdentityMap, true},
    Topic{SessionUpdates}, Topic{Exposures}, Topic{Handover}, Topic{DeadLetters}};

} // namespace tailrace::runtime::topics
