// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "app/verify/event_columns.h"

namespace tailrace::verify {

// What an event counts as at its owner.
enum class Outcome { Applied, Duplicate, Late };

std::string outcomeText(Outcome outcome);

struct AcceptedEvent {
    std::uint64_t position = 0; // of its frame
    std::int64_t watermark = 0; // W that it was journalled with
    EventColumns columns;
    std::string owner;
    Outcome outcome = Outcome::Applied;
};

} // namespace tailrace::verify
