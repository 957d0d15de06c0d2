// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tailrace::event {

// Why an event went to the dead letters. The names stand in files and topics: they never change their meaning.
enum class RejectReason : std::uint8_t {
    None, // it did not
    TooLarge,
    NotJson,
    NotAnObject,
    TooDeep,
    WrongType,
    MissingId,
    MissingType,
    MissingTimestamp,
    MissingShopper,
    BadId,
    BadType,
    BadTimestamp,
    BadShopper,
    FutureTimestamp
};

inline constexpr std::size_t RejectReasonCount = static_cast<std::size_t>(RejectReason::FutureTimestamp) + 1;

std::string_view rejectReasonName(RejectReason reason); // "not_json"

} // namespace tailrace::event
