// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "pipeline/simulator/random.h"

namespace tailrace::simulator {

// "000102…ff"
inline constexpr auto HexPairs = [] {
    std::array<char, 512> pairs{};
    for (std::size_t i = 0; i < 256; ++i) {
        pairs[2 * i] = "0123456789abcdef"[i >> 4];
        pairs[2 * i + 1] = "0123456789abcdef"[i & 15];
    }
    return pairs;
}();

// A version 4 UUID of these bits.
inline void appendUuid(std::uint64_t high, std::uint64_t low, std::string& out)
{
    high = (high & ~0xf000ULL) | 0x4000ULL;
    low = (low & ~(3ULL << 62)) | (2ULL << 62);
    char text[36];
    char* to = text;
    for (int byte = 0; byte < 16; ++byte) {
        if (byte == 4 || byte == 6 || byte == 8 || byte == 10) *to++ = '-';
        const std::uint64_t word = byte < 8 ? high : low;
        const std::size_t value = (word >> (56 - 8 * (byte & 7))) & 0xff;
        *to++ = HexPairs[2 * value];
        *to++ = HexPairs[2 * value + 1];
    }
    out.append(text, sizeof text);
}

// The stable id that belongs to a number.
inline void appendDerivedUuid(std::uint64_t key, std::string& out) { appendUuid(scramble(key), scramble(~key), out); }

} // namespace tailrace::simulator
