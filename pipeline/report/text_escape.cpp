// SPDX-License-Identifier: Apache-2.0
#include "pipeline/report/text_escape.h"

#include <algorithm>

#include "pipeline/base/html_text.h"
#include "pipeline/base/utf8.h"

namespace tailrace::report {
namespace {

bool isControl(char32_t point)
{
    return point < 0x20 || (point >= 0x7F && point < 0xA0) || point == 0x2028 || point == 0x2029 || point == 0xFEFF || point == 0xFFFE
        || point == 0xFFFF;
}

// Overrides and isolates of the reading direction would let a name rearrange the line around it.
bool turnsDirection(char32_t point)
{
    return point == 0x061C || point == 0x200E || point == 0x200F || (point >= 0x202A && point <= 0x202E)
        || (point >= 0x2066 && point <= 0x2069);
}

} // namespace

std::string printable(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = utf8LengthAt(text, at);
        const std::string_view one = text.substr(at, length);
        const char32_t point = length == 0 ? 0 : codePoint(one);
        out += isControl(point) || turnsDirection(point) ? ReplacementCharacter : one;
        at += std::max<std::size_t>(length, 1);
    }
    return out;
}

std::string escapeHtml(std::string_view text)
{
    std::string out;
    appendHtml(out, printable(text));
    return out;
}

std::string csvCell(std::string_view text)
{
    // Before anything is replaced: a leading TAB, CR or LF is a formula's usual disguise.
    const bool formula = !text.empty() && std::string_view("=+-@\t\r\n").find(text.front()) != std::string_view::npos;
    const std::string clean = (formula ? "'" : "") + printable(text);
    if (clean.find_first_of("\",;") == std::string::npos) return clean;
    std::string out = "\"";
    for (const char c : clean) out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + '"';
}

std::string escapeMarkdown(std::string_view text)
{
    constexpr std::string_view Markup = "\\`*_{}[]()#+-.!|~:@";
    std::string out;
    for (const char c : printable(text)) {
        if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else if (c == '&')
            out += "&amp;";
        else if (Markup.find(c) != std::string_view::npos)
            (out += '\\') += c;
        else
            out += c;
    }
    return out;
}

} // namespace tailrace::report
