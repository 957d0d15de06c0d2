// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tailrace::verify {

// 1199900 -> "119.99", 50000 -> "5", -35000 -> "-3.5".
std::string amountText(std::int64_t amount);
// The shortest text that reads back the same.
std::string doubleText(double number);
// The mean of `count` amounts; "0" without any.
std::string meanText(std::int64_t sum, std::size_t count);
// "0" when there is nothing to divide by.
std::string ratioText(std::size_t number, std::size_t per);
// In quotes, escaped as JSON.
std::string quoted(std::string_view text);

} // namespace tailrace::verify
