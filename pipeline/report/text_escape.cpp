// SPDX-License-Identifier: Apache-2.0
#include "pipeline/report/text_escape.h"

#include <cstdint>

namespace tailrace::report {
namespace {

constexpr std::string_view Replacement = "\xEF\xBF\xBD";

struct Decoded {
    std::uint32_t point = 0;
    std::size_t length = 0; // 0: not valid
};

Decoded decodeOne(std::string_view text)
{
    const auto byte = [text](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i])); };
    const std::uint32_t first = byte(0);
    if (first < 0x80) return {first, 1};
    const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || text.size() < length) return {};
    std::uint32_t point = first & (0x7FU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0U) != 0x80) return {};
        point = (point << 6U) | (byte(i) & 0x3FU);
    }
    const bool overlong = (length == 3 && point < 0x800) || (length == 4 && point < 0x10000);
    const bool surrogate = point >= 0xD800 && point <= 0xDFFF;
    if (overlong || surrogate || point > 0x10FFFF) return {};
    return {point, length};
}

bool isControl(std::uint32_t point)
{
    return point < 0x20 || (point >= 0x7F && point < 0xA0) || point == 0x2028 || point == 0x2029 || point == 0xFEFF
        || point == 0xFFFE || point == 0xFFFF;
}

// Overrides and isolates of the reading direction would let a name rearrange the line around it.
bool turnsDirection(std::uint32_t point)
{
    return point == 0x061C || point == 0x200E || point == 0x200F || (point >= 0x202A && point <= 0x202E)
        || (point >= 0x2066 && point <= 0x2069);
}

} // namespace

std::string printable(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const Decoded one = decodeOne(text);
        const bool keep = one.length != 0 && !isControl(one.point) && !turnsDirection(one.point);
        out += keep ? text.substr(0, one.length) : Replacement;
        text.remove_prefix(one.length == 0 ? 1 : one.length);
    }
    return out;
}

std::string escapeHtml(std::string_view text)
{
    std::string out;
    for (const char c : printable(text)) {
        switch (c) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '"': out += "&quot;"; break;
        case '\'': out += "&#39;"; break;
        default: out += c;
        }
    }
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
        if (c == '<') out += "&lt;";
        else if (c == '>') out += "&gt;";
        else if (c == '&') out += "&amp;";
        else if (Markup.find(c) != std::string_view::npos) (out += '\\') += c;
        else out += c;
    }
    return out;
}

} // namespace tailrace::report
