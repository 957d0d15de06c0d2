// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <charconv>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>

#include "pipeline/features/text_pool.h"

namespace tailrace::features {

// The text of one value while it is put together, from many pieces of a few bytes: each costs some instructions here, and a call in
// std::string. Memory is kept from value to value.
class ValueBuffer {
public:
    void clear() { m_size = 0; }
    std::size_t size() const { return m_size; }
    std::string_view view() const { return {m_bytes.get(), m_size}; }

    ValueBuffer& operator+=(char c)
    {
        *room(1) = c;
        ++m_size;
        return *this;
    }
    ValueBuffer& operator+=(std::string_view text)
    {
        std::memcpy(room(text.size()), text.data(), text.size());
        m_size += text.size();
        return *this;
    }
    void add(const TextPool& texts, TextPool::Token token)
    {
        const std::string_view text = texts.text(token);
        if (text.size() > TextPool::Head) {
            *this += text;
            return;
        }
        std::memcpy(room(TextPool::Head), text.data(), TextPool::Head); // a copy of fixed size is one instruction
        m_size += text.size();
    }
    // As appendNumber() to a string.
    template <class Number>
    void add(Number number)
    {
        constexpr std::size_t Digits = 32;
        char* const at = room(Digits);
        m_size += static_cast<std::size_t>(std::to_chars(at, at + Digits, number).ptr - at);
    }

private:
    // For that many bytes behind those that are there.
    char* room(std::size_t bytes)
    {
        if (m_size + bytes > m_capacity) grow(bytes);
        return m_bytes.get() + m_size;
    }
    void grow(std::size_t bytes)
    {
        m_capacity = 2 * (m_capacity + bytes) + 64;
        auto grown = std::make_unique<char[]>(m_capacity);
        if (m_size > 0) std::memcpy(grown.get(), m_bytes.get(), m_size);
        m_bytes = std::move(grown);
    }

    std::unique_ptr<char[]> m_bytes;
    std::size_t m_size = 0, m_capacity = 0;
};

} // namespace tailrace::features
