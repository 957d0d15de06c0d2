// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "pipeline/base/clock.h"
#include "pipeline/base/result.h"

namespace tailrace::event {

// What a retraction frame says to the event's old owner (docs/identity.md).
struct Retraction {
    std::string eventId;
    EventTime at{}; // of the event
    std::string newOwner;
};

// {"id":"…","at":1742986733451,"to":"…"}
void appendRetraction(std::string& out, std::string_view eventId, EventTime at, std::string_view newOwner);

// Corrupt: not what appendRetraction wrote.
Result<Retraction> readRetraction(std::string_view text);

} // namespace tailrace::event
