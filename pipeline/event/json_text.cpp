// SPDX-License-Identifier: Apache-2.0
#include "pipeline/event/json_text.h"

#include "pipeline/base/utf8.h"

namespace tailrace::event {
namespace {

unsigned char byteAt(std::string_view text, std::size_t at) { return static_cast<unsigned char>(text[at]); }

bool isPlain(unsigned char byte) { return byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\'; }

void appendEscape(std::string& out, unsigned char byte)
{
    static constexpr char Hex[] = "0123456789abcdef";
    switch (byte) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\b': out += "\\b"; return;
    case '\f': out += "\\f"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    default: out.append("\\u00").append(1, Hex[byte >> 4]).append(1, Hex[byte & 0x0F]);
    }
}

} // namespace

void appendJsonString(std::string& out, std::string_view text)
{
    out += '"';
    for (std::size_t at = 0; at < text.size();) {
        auto end = at;
        while (end < text.size() && isPlain(byteAt(text, end))) ++end;
        out.append(text, at, end - at);
        at = end;
        if (at == text.size()) break;
        const auto length = utf8LengthAt(text, at);
        if (length == 1)
            appendEscape(out, byteAt(text, at));
        else if (length == 0)
            out += ReplacementCharacter;
        else
            out.append(text, at, length);
        at += length == 0 ? 1 : length;
    }
    out += '"';
}

} // namespace tailrace::event
