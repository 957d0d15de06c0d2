// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>

namespace tailrace {

// Text that is put together from many pieces of a few bytes: each costs some instructions here, and a call in std::string. Memory is
// kept from text to text.
class GrowingText {
public:
    void clear() { m_size = 0; }
    std::size_t size() const { return m_size; }
    std::string_view view() const { return {m_bytes.get(), m_size}; }

    GrowingText& operator+=(char c)
    {
        *room(1) = c;
        ++m_size;
        return *this;
    }
    GrowingText& operator+=(std::string_view text)
    {
        std::memcpy(room(text.size()), text.data(), text.size());
        m_size += text.size();
        return *this;
    }

    // For that many bytes behind those that are there, uninitialised; then grow() by those that were written.
    char* room(std::size_t bytes)
    {
        if (m_size + bytes > m_capacity) reserve(bytes);
        return m_bytes.get() + m_size;
    }
    void grow(std::size_t bytes) { m_size += bytes; }

private:
    void reserve(std::size_t bytes)
    {
        m_capacity = 2 * (m_capacity + bytes) + 64;
        std::unique_ptr<char[]> grown(new char[m_capacity]); // make_unique would fill it with zeros
        if (m_size > 0) std::memcpy(grown.get(), m_bytes.get(), m_size);
        m_bytes = std::move(grown);
    }

    std::unique_ptr<char[]> m_bytes;
    std::size_t m_size = 0, m_capacity = 0;
};

} // namespace tailrace
