// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstring>
#include <memory>
#include <string_view>

#include "pipeline/event/event_decoder.h"

namespace tailrace::event {

// A text with exactly the padding that the decoder asks for, filled with bytes that would change the meaning of a text if they
// were read as a part of it.
class PaddedText {
public:
    explicit PaddedText(std::string_view text) : m_bytes(new char[text.size() + EventPadding]), m_size(text.size())
    {
        if (!text.empty()) std::memcpy(m_bytes.get(), text.data(), m_size);
        std::memset(m_bytes.get() + m_size, '}', EventPadding);
    }

    std::string_view view() const { return {m_bytes.get(), m_size}; }

private:
    std::unique_ptr<char[]> m_bytes;
    std::size_t m_size;
};

} // namespace tailrace::event
