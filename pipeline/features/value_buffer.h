// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <charconv>
#include <cstddef>
#include <cstring>
#include <string_view>

#include "pipeline/base/growing_text.h"
#include "pipeline/features/text_pool.h"

namespace tailrace::features {

// The text of one value while it is put together.
class ValueBuffer : public GrowingText {
public:
    void add(const TextPool& texts, TextPool::Token token)
    {
        const std::string_view text = texts.text(token);
        if (text.size() > TextPool::Head) {
            *this += text;
            return;
        }
        std::memcpy(room(TextPool::Head), text.data(), TextPool::Head); // a copy of fixed size is one instruction
        grow(text.size());
    }
    // As appendNumber() to a string.
    template <class Number>
    void add(Number number)
    {
        constexpr std::size_t Digits = 32;
        char* const at = room(Digits);
        grow(static_cast<std::size_t>(std::to_chars(at, at + Digits, number).ptr - at));
    }
};

} // namespace tailrace::features
