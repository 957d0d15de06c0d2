// SPDX-License-Identifier: Apache-2.0
#include "pipeline/recommend/text_escape.h"

#include <cstddef>

#include "pipeline/event/json_text.h"

namespace tailrace::recommend {
namespace {

constexpr std::string_view Replacement = "\xEF\xBF\xBD"; // U+FFFD
constexpr std::string_view HexDigits = "0123456789abcdef";

bool isSpecial(char c)
{
    const bool control = static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n';
    return control || c == '&' || c == '<' || c == '>' || c == '"' || c == '\'' || c == 0x7F;
}

std::string_view htmlFor(char c)
{
    switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    default: return Replacement;
    }
}

} // namespace

void appendHtml(std::string& out, std::string_view text)
{
    std::size_t copied = 0; // text is copied in runs between the characters that are replaced
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = event::utf8LengthAt(text, at);
        if (length > 1 || (length == 1 && !isSpecial(text[at]))) {
            at += length;
            continue;
        }
        out.append(text.substr(copied, at - copied));
        out.append(length == 0 ? Replacement : htmlFor(text[at]));
        copied = ++at;
    }
    out.append(text.substr(copied));
}

void appendUrlSegment(std::string& out, std::string_view text)
{
    for (const char c : text) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
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
