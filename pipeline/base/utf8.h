// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace tailrace {

// U+FFFD, which stands for what is not text.
constexpr std::string_view ReplacementCharacter = "\xEF\xBF\xBD";

// The length of the UTF-8 sequence that starts at the given byte; 0 when there is none that is valid.
std::size_t utf8LengthAt(std::string_view text, std::size_t at);
// The code point of a valid sequence, as utf8LengthAt measured it.
char32_t codePoint(std::string_view sequence);
// How many code points a valid text has.
std::size_t codePointCount(std::string_view text);
std::optional<std::size_t> firstInvalidUtf8(std::string_view text);

} // namespace tailrace
