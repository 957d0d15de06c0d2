// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tailrace::telemetry {

// Seven bits a byte, the lowest first, the top bit set while more follow.
inline void putVarint(std::vector<std::uint8_t>& bytes, std::uint64_t value)
{
    for (; value >= 0x80; value >>= 7) bytes.push_back(static_cast<std::uint8_t>(value | 0x80));
    bytes.push_back(static_cast<std::uint8_t>(value));
}

// Reads what putVarint wrote, and only that: a longer form of the same number is refused, so that bytes and values
// correspond one to one. Borrows the bytes.
class VarintReader {
public:
    VarintReader(const std::uint8_t* data, std::size_t size) : m_next(data), m_end(data + size) {}

    bool atEnd() const { return m_next == m_end; }
    bool take(std::uint64_t& value)
    {
        value = 0;
        for (unsigned shift = 0; shift < 64 && m_next != m_end; shift += 7) {
            const std::uint8_t byte = *m_next++;
            if (shift == 63 && byte > 1) return false;
            value |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
            if (byte < 0x80) return shift == 0 || byte != 0;
        }
        return false;
    }

private:
    const std::uint8_t* m_next;
    const std::uint8_t* m_end;
};

} // namespace tailrace::telemetry
