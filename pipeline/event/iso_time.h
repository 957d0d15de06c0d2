// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "pipeline/base/clock.h"

namespace tailrace::event {

// "2025-03-26T10:56:56.7Z": a date and time in UTC with 0 to 9 fraction digits, of which those after the third are cut off.
// Strict: every other form, an impossible date and a year outside 1970 to 2100 give nothing. So does a leap second,
// which trackers do not send.
std::optional<EventTime> parseIsoTime(std::string_view text);

// Appends the same form with three fraction digits. The time must be one that parseIsoTime can return.
void appendIsoTime(std::string& out, EventTime time);

} // namespace tailrace::event
