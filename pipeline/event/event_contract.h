// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string_view>

#include "pipeline/event/event_decoder.h"
#include "pipeline/event/reject_reason.h"

namespace tailrace::event {

// What resources/schemas/event.schema.json promises about an accepted event; a test holds the two together.
inline constexpr std::size_t IdSizeLimit = 64;       // printable ASCII
inline constexpr std::size_t TypeSizeLimit = 64;     // bytes
inline constexpr std::size_t ShopperSizeLimit = 256; // bytes
inline constexpr std::chrono::minutes FutureLimit{5};

struct Verdict {
    RejectReason reason = RejectReason::None;
    std::string_view field;              // path of the field to blame; empty when none is
    std::optional<std::size_t> position; // byte of the text; none when it is too large or something is missing

    bool isAccepted() const { return reason == RejectReason::None; }
};

// Decides whether a received text becomes an event or a dead letter. One per thread; no clock call of its own.
class EventValidator {
public:
    // As EventDecoder::decode. The event is empty unless it is accepted.
    Verdict check(std::string_view paddedJson, EventTime collectorNow, Event& out);

private:
    EventDecoder m_decoder;
};

} // namespace tailrace::event
