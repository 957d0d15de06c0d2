// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "pipeline/base/clock.h"
#include "pipeline/event/event_contract.h"

namespace tailrace::event {

// More than this of a refused text does not go into its letter, so that a letter always fits a record of the broker.
inline constexpr std::size_t DeadLetterPayloadLimit = std::size_t{64} << 10;

// Appends the letter of a refused text as one line of JSON (resources/schemas/dead-letter.schema.json). Text that is no
// valid UTF-8 goes in as Base64, byte for byte. Whoever refuses keeps the original; "truncated" says that the letter does not.
void appendDeadLetter(std::string& out, const Verdict& verdict, EventTime collectorTime, std::string_view payload,
    std::size_t payloadLimit = DeadLetterPayloadLimit);

// The refused text, byte for byte, out of its letter; nothing when the letter does not hold it whole, or is none.
std::optional<std::string> textOfDeadLetter(std::string_view letter);

} // namespace tailrace::event
