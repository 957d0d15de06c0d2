// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <boost/endian/conversion.hpp>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

#include "pipeline/features/key_index.h"

namespace tailrace::features {

// Short numbers for recurring text (categories, brands, products), so that what is retained of an event holds no strings.
// Counts its users: text that nobody uses any more is freed and its number given to other text. One owner thread.
class TextPool {
public:
    using Token = std::uint32_t;
    static constexpr Token None = 0; // the empty text
    static constexpr std::size_t Head = 16;

    TextPool() { m_texts.emplace_back(); }

    // Each acquire() is to be matched by a release().
    Token acquire(std::string_view text);
    void release(Token token);
    // One user more.
    void use(Token token)
    {
        if (token != None) ++m_texts[token].users;
    }

    // Until the next acquire(). Head bytes can be read, even of a shorter one.
    std::string_view text(Token token) const
    {
        const Entry& entry = m_texts[token];
        return {entry.size <= Head ? entry.head.data() : entry.bytes.get(), entry.size};
    }
    // By bytes.
    bool isLess(Token a, Token b) const
    {
        const Entry &x = m_texts[a], &y = m_texts[b];
        if (x.eightBytes(0) != y.eightBytes(0)) return x.eightBytes(0) < y.eightBytes(0);
        return x.eightBytes(8) != y.eightBytes(8) ? x.eightBytes(8) < y.eightBytes(8) : text(a) < text(b);
    }
    // In an order of numbers that is the order of the first eight bytes.
    std::uint64_t prefix(Token token) const { return m_texts[token].eightBytes(0); }
    // Stands in JSON as it is.
    bool isPlain(Token token) const { return m_texts[token].isPlain; }
    std::size_t size() const { return m_index.size(); }

private:
    // Most texts are short: they stand here, so that reading them waits for memory once.
    struct Entry {
        std::array<char, Head> head{};
        std::unique_ptr<char[]> bytes; // of longer ones, the head included
        std::uint32_t size = 0;
        std::uint32_t users : 31 = 0;
        std::uint32_t isPlain : 1 = 0;

        // In an order of numbers that is the order of bytes.
        std::uint64_t eightBytes(std::size_t at) const
        {
            std::uint64_t bytesOfHead = 0;
            std::memcpy(&bytesOfHead, head.data() + at, sizeof bytesOfHead);
            return boost::endian::big_to_native(bytesOfHead);
        }
    };

    std::vector<Entry> m_texts;
    std::vector<Token> m_free;
    KeyIndex m_index;
};

} // namespace tailrace::features
