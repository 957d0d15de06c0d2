// SPDX-License-Identifier: Apache-2.0
#include "pipeline/recommend/url_segment.h"

namespace tailrace::recommend {

void appendUrlSegment(std::string& out, std::string_view text)
{
    constexpr std::string_view HexDigits = "0123456789abcdef";
    for (const char c : text) {
        const bool plain =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
        if (plain) {
            out.push_back(c);
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out.push_back('%');
        out.push_back(HexDigits[byte >> 4U]);
        out.push_back(HexDigits[byte & 0xFU]);
    }
}

} // namespace tailrace::recommend
