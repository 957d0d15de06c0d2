// SPDX-License-Identifier: Apache-2.0
#include "pipeline/base/utf8.h"

#include <algorithm>

namespace tailrace {
namespace {

unsigned char byteAt(std::string_view text, std::size_t at) { return static_cast<unsigned char>(text[at]); }

// The range of the second byte excludes overlong forms, surrogates and what lies above U+10FFFF.
bool isSecondByte(unsigned char lead, unsigned char second)
{
    switch (lead) {
    case 0xE0: return second >= 0xA0 && second <= 0xBF;
    case 0xED: return second >= 0x80 && second <= 0x9F;
    case 0xF0: return second >= 0x90 && second <= 0xBF;
    case 0xF4: return second >= 0x80 && second <= 0x8F;
    default: return second >= 0x80 && second <= 0xBF;
    }
}

std::size_t lengthByLead(unsigned char lead)
{
    if (lead < 0x80) return 1;
    if (lead < 0xC2 || lead > 0xF4) return 0;
    return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

} // namespace

std::size_t utf8LengthAt(std::string_view text, std::size_t at)
{
    const auto lead = byteAt(text, at);
    const auto length = lengthByLead(lead);
    if (length <= 1) return length;
    if (at + length > text.size() || !isSecondByte(lead, byteAt(text, at + 1))) return 0;
    for (std::size_t i = 2; i < length; ++i) {
        if ((byteAt(text, at + i) & 0xC0) != 0x80) return 0;
    }
    return length;
}

char32_t codePoint(std::string_view sequence)
{
    char32_t point = byteAt(sequence, 0);
    if (sequence.size() > 1) point &= 0x7FU >> sequence.size();
    for (std::size_t i = 1; i < sequence.size(); ++i) point = (point << 6U) | (byteAt(sequence, i) & 0x3FU);
    return point;
}

std::size_t codePointCount(std::string_view text)
{
    return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::optional<std::size_t> firstInvalidUtf8(std::string_view text)
{
    for (std::size_t at = 0; at < text.size();) {
        const auto length = utf8LengthAt(text, at);
        if (length == 0) return at;
        at += length;
    }
    return std::nullopt;
}

} // namespace tailrace
