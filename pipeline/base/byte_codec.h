// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/endian/conversion.hpp>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

namespace tailrace {

// Bytes of state: little-endian numbers, varints (seven bits a byte, the lowest first), text behind its length.
class ByteWriter {
public:
    template <std::integral T>
    void number(T value)
    {
        const T little = boost::endian::native_to_little(value);
        m_out.append(reinterpret_cast<const char*>(&little), sizeof little);
    }
    void varint(std::uint64_t value)
    {
        for (; value >= 0x80; value >>= 7) m_out.push_back(static_cast<char>(value | 0x80));
        m_out.push_back(static_cast<char>(value));
    }
    // Small for small numbers of either sign.
    void signedVarint(std::int64_t value)
    {
        const auto bits = static_cast<std::uint64_t>(value);
        varint(value < 0 ? ~(bits << 1) : bits << 1);
    }
    void text(std::string_view text)
    {
        varint(text.size());
        m_out.append(text);
    }

    const std::string& bytes() const { return m_out; }
    std::string take() { return std::exchange(m_out, {}); }

private:
    std::string m_out;
};

// Reads what a ByteWriter wrote, and only that. What is not there reads as zero and clears ok(), as does a varint longer
// than it need be or a value refused by the caller; a caller checks once, at the end. Borrows the bytes.
class ByteReader {
public:
    explicit ByteReader(std::string_view bytes) : m_bytes(bytes) {}

    template <std::integral T>
    T number()
    {
        T little{};
        const std::string_view taken = take(sizeof little);
        if (m_ok) std::memcpy(&little, taken.data(), sizeof little);
        return boost::endian::little_to_native(little);
    }
    std::uint64_t varint()
    {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            const auto byte = number<std::uint8_t>();
            if (!m_ok || (shift == 63 && byte > 1)) break;
            value |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
            if (byte >= 0x80) continue;
            if (shift > 0 && byte == 0) break;
            return value;
        }
        refuse();
        return 0;
    }
    template <std::unsigned_integral T>
    T varintAs()
    {
        const std::uint64_t value = varint();
        if (std::in_range<T>(value)) return static_cast<T>(value);
        refuse();
        return 0;
    }
    std::int64_t signedVarint()
    {
        const std::uint64_t bits = varint();
        return static_cast<std::int64_t>((bits & 1) != 0 ? ~(bits >> 1) : bits >> 1);
    }
    std::string_view text() { return take(varint()); }
    // How many of something that takes at least `least` bytes each: refused when they cannot all be there, so that
    // damage never makes the caller reserve more than it was given.
    std::size_t count(std::size_t least)
    {
        const std::uint64_t value = varint();
        if (value <= m_bytes.size() / least) return static_cast<std::size_t>(value);
        refuse();
        return 0;
    }

    void refuse()
    {
        m_ok = false;
        m_bytes = {};
    }
    bool ok() const { return m_ok; }
    bool atEnd() const { return m_ok && m_bytes.empty(); }

private:
    std::string_view take(std::uint64_t size)
    {
        if (!m_ok || size > m_bytes.size()) {
            refuse();
            return {};
        }
        const std::string_view taken = m_bytes.substr(0, size);
        m_bytes.remove_prefix(size);
        return taken;
    }

    std::string_view m_bytes;
    bool m_ok = true;
};

} // namespace tailrace
