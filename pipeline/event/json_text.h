// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tailrace::event {

// Appends text as a JSON string with its quotes. Each byte that is not valid UTF-8 becomes U+FFFD.
void appendJsonString(std::string& out, std::string_view text);

// The length of the UTF-8 sequence that starts at the given byte; 0 when there is none that is valid.
std::size_t utf8LengthAt(std::string_view text, std::size_t at);
std::optional<std::size_t> firstInvalidUtf8(std::string_view text);

} // namespace tailrace::event
