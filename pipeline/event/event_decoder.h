// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "pipeline/event/event.h"

namespace tailrace::event {

// Readable bytes that must follow the JSON text in memory; their content does not matter.
inline constexpr std::size_t EventPadding = 64;
inline constexpr std::size_t EventSizeLimit = std::size_t{1} << 20;
inline constexpr int EventDepthLimit = 64;

enum class DecodeStatus : std::uint8_t {
    Decoded,
    TooLarge,
    NotJson, // of any kind: syntax, UTF-8, a number no double can hold, something after the event
    NotAnObject,
    TooDeep,
    WrongType, // a field that we read holds another kind of value
    BadTimestamp,
    MissingField
};

// Reads the published JSON shape into an Event. The whole text is checked, also the fields that nobody asked for, so that
// what was decoded once is valid JSON for every later reader. Allocates nothing after construction, but to find where a text is no
// JSON. One per thread.
//
// Unknown fields are ignored. A null is an absent field. A field that stands twice: the first one that is not empty counts.
// A price that is no number counts as 0, as the published jobs read it; a user agent or media column of the wrong kind is
// absent; any other field of the wrong kind is refused.
class EventDecoder {
public:
    EventDecoder();
    ~EventDecoder();
    EventDecoder(EventDecoder&&) noexcept;
    EventDecoder& operator=(EventDecoder&&) noexcept;

    // The text must be followed by EventPadding readable bytes, and stay as long as the event is used. When the status is
    // Decoded, the event has an id, a type, a timestamp and a shopper; else the event is empty.
    DecodeStatus decode(std::string_view paddedJson, Event& out);

    // Of a text that decode() has accepted before, here or elsewhere: what nobody reads is passed over unchecked, which saves a third of
    // the time and more. Of any other text, too, nothing outside of it is read, but faults of what is passed over are not found.
    DecodeStatus decodeAgain(std::string_view paddedJson, Event& out);
    // The same, but only whose event it is and when it happened is read; the other members are empty.
    DecodeStatus decodeIdentity(std::string_view paddedJson, Event& out);

    // Of the last decode that failed: the field's path ("payload.cart.total_value"), empty when no field is to blame, and the
    // byte at which the fault stands: of what is no JSON as jsonFaultAt() says, of what is too deep the bracket that is one too many,
    // else the first byte of the value. None for what is too large, and for what is missing.
    std::string_view faultField() const { return m_faultField; }
    std::optional<std::size_t> faultPosition() const { return m_faultPosition; }

private:
    enum class Reading : std::uint8_t { Everything, Wanted, Identity };
    DecodeStatus decode(std::string_view paddedJson, Event& out, Reading reading);

    class EventReader;
    struct Parser; // keeps simdjson out of every file that includes this one
    std::unique_ptr<Parser> m_parser;
    std::string_view m_faultField;
    std::optional<std::size_t> m_faultPosition;
};

} // namespace tailrace::event
