// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <chrono>
#include <cstdint>

namespace tailrace {

// A duration in 16 bits: 11 bits of microseconds above 5 bits that say how often they are doubled. Cut to whole microseconds up to 2 ms, then
// to 1/1024 of itself; negative ones and what is below a microsecond become 0, the longest is 50 days.
inline std::uint16_t packShort(std::chrono::nanoseconds duration)
{
    constexpr unsigned MantissaBits = 11, MostDoublings = 31;
    const auto micros = duration.count() <= 0 ? 0U : static_cast<std::uint64_t>(duration.count()) / 1000U;
    const auto width = static_cast<unsigned>(std::bit_width(micros));
    const unsigned doublings = width > MantissaBits ? width - MantissaBits : 0;
    if (doublings > MostDoublings) return 0xffff;
    return static_cast<std::uint16_t>((micros >> doublings) << 5U | doublings);
}

inline std::chrono::nanoseconds unpackShort(std::uint16_t packed)
{
    return std::chrono::microseconds(static_cast<std::int64_t>(packed >> 5U) << (packed & 31U));
}

} // namespace tailrace
