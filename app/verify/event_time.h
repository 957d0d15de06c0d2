// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tailrace::verify {

// "2025-03-26T10:57:56.7Z" in ms since 1970; digits after the third of the fraction are cut off. Nothing when it is no such time.
std::optional<std::int64_t> eventTime(std::string_view text);

// The same back again, always with three digits of fraction.
std::string timeText(std::int64_t ms);

} // namespace tailrace::verify
