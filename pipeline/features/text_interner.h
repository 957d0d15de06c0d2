// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

#include "pipeline/base/text_hash.h"

namespace tailrace::features {

// Short numbers for recurring text (categories, brands, products), so that a shopper's state holds no strings. Bounded: when full,
// unknown text becomes token 0, which stands for nothing. One owner thread.
class TextInterner {
public:
    using Token = std::uint32_t;
    static constexpr Token None = 0;

    explicit TextInterner(std::size_t limit = 1U << 20U) : m_limit(limit) { m_texts.emplace_back(); }

    Token token(std::string_view text)
    {
        if (text.empty()) return None;
        if (const auto found = m_tokens.find(text); found != m_tokens.end()) return found->second;
        if (m_texts.size() >= m_limit) return None;
        const Token next = static_cast<Token>(m_texts.size());
        m_texts.emplace_back(text); // a deque: the views in the map stay valid
        m_tokens.emplace(m_texts.back(), next);
        return next;
    }

    std::string_view text(Token token) const { return m_texts[token]; }

private:
    std::size_t m_limit;
    std::deque<std::string> m_texts;
    TextMap<std::string_view, Token> m_tokens;
};

} // namespace tailrace::features
