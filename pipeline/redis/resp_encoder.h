// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <charconv>
#include <concepts>
#include <cstddef>
#include <cstring>
#include <string_view>

#include "pipeline/base/growing_text.h"

namespace tailrace::redis {

// Writes commands in Redis' wire format into one buffer that is reused, so that a batch costs no allocation.
class RespEncoder {
public:
    void clear()
    {
        m_bytes.clear();
        m_commands = 0;
    }

    // `arguments` counts the command's name too; exactly that many arg() calls follow.
    void beginCommand(std::size_t arguments)
    {
        char* const begin = m_bytes.room(LongestHeader);
        m_bytes.grow(static_cast<std::size_t>(header(begin, '*', arguments) - begin));
        ++m_commands;
    }
    void arg(std::string_view text)
    {
        char* const begin = m_bytes.room(LongestHeader + text.size() + 2);
        char* at = header(begin, '$', text.size());
        std::memcpy(at, text.data(), text.size());
        at = lineEnd(at + text.size());
        m_bytes.grow(static_cast<std::size_t>(at - begin));
    }
    void arg(std::unsigned_integral auto number)
    {
        char digits[20];
        const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
        arg(std::string_view(digits, static_cast<std::size_t>(end - digits)));
    }

    std::string_view bytes() const { return m_bytes.view(); }
    std::size_t commands() const { return m_commands; }

private:
    static constexpr std::size_t LongestHeader = 24; // type, digits, end of line

    static char* header(char* at, char type, std::size_t count)
    {
        *at++ = type;
        if (count < 10) {
            *at++ = static_cast<char>('0' + count);
        } else {
            at = std::to_chars(at, at + LongestHeader - 3, count).ptr;
        }
        return lineEnd(at);
    }
    static char* lineEnd(char* at)
    {
        *at++ = '\r';
        *at++ = '\n';
        return at;
    }

    GrowingText m_bytes;
    std::size_t m_commands = 0;
};

} // namespace tailrace::redis
