// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "pipeline/base/text_hash.h"

namespace tailrace::features {

// Short numbers for recurring text (categories, brands, products), so that what is retained of an event holds no strings.
// Counts its users: text that nobody uses any more is freed and its number given to other text. One owner thread.
class TextPool {
public:
    using Token = std::uint32_t;
    static constexpr Token None = 0; // the empty text

    TextPool() { m_texts.emplace_back(); }

    // Each acquire() is to be matched by a release().
    Token acquire(std::string_view text);
    void release(Token token);
    // One user more.
    void use(Token token)
    {
        if (token != None) ++m_texts[token].users;
    }

    std::string_view text(Token token) const { return {m_texts[token].bytes.get(), m_texts[token].size}; }
    // By bytes.
    bool isLess(Token a, Token b) const
    {
        const Entry &x = m_texts[a], &y = m_texts[b];
        if (x.prefix != y.prefix) return x.prefix < y.prefix;
        return x.next != y.next ? x.next < y.next : text(a) < text(b);
    }
    // Stands in JSON as it is.
    bool isPlain(Token token) const { return m_texts[token].isPlain; }
    std::size_t size() const { return m_index.size(); }

private:
    struct Entry {
        std::unique_ptr<char[]> bytes;
        std::uint32_t size = 0;
        std::uint32_t users : 31 = 0;
        std::uint32_t isPlain : 1 = 0;
        std::uint64_t prefix = 0, next = 0; // the first 16 bytes, so that most comparisons need no others
    };

    std::vector<Entry> m_texts;
    std::vector<Token> m_free;
    TextMap<std::string_view, Token> m_index; // borrows from m_texts
};

} // namespace tailrace::features
