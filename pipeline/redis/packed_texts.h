// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tailrace::redis {

// Appends a text as a MessagePack string (specification: the str family), which Redis' Lua reads with cmsgpack.unpack. Texts of 4 GiB
// and more do not exist here: Redis refuses them long before.
inline void appendPacked(std::string& out, std::string_view text)
{
    const std::size_t size = text.size();
    const auto bigEndian = [&out, size](char marker, int bytes) {
        out += marker;
        for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) out += static_cast<char>((size >> shift) & 0xFFU);
    };
    if (size < 32)
        out += static_cast<char>(0xA0U | size);
    else if (size < 256)
        bigEndian('\xD9', 1);
    else if (size < 65536)
        bigEndian('\xDA', 2);
    else
        bigEndian('\xDB', 4);
    out.append(text);
}

// Appends a number (uint 32 of the specification): no packed text begins like one.
inline constexpr char PackedNumber = '\xCE';
inline void appendPacked(std::string& out, std::uint32_t number)
{
    out += PackedNumber;
    for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>((number >> shift) & 0xFFU);
}

} // namespace tailrace::redis
