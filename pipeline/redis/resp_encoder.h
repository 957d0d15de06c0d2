// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <charconv>
#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>

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
        header('*', arguments);
        ++m_commands;
    }
    void arg(std::string_view text)
    {
        header('$', text.size());
        m_bytes.append(text);
        m_bytes.append("\r\n", 2);
    }
    void arg(std::unsigned_integral auto number)
    {
        char digits[20];
        const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
        arg(std::string_view(digits, static_cast<std::size_t>(end - digits)));
    }

    std::string_view bytes() const { return m_bytes; }
    std::size_t commands() const { return m_commands; }

private:
    void header(char type, std::size_t count)
    {
        char text[24];
        text[0] = type;
        char* end = std::to_chars(text + 1, text + sizeof text - 2, count).ptr;
        *end++ = '\r';
        *end++ = '\n';
        m_bytes.append(text, static_cast<std::size_t>(end - text));
    }

    std::string m_bytes;
    std::size_t m_commands = 0;
};

} // namespace tailrace::redis
