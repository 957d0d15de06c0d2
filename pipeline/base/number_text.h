// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <charconv>
#include <string>

namespace tailrace {

// Whole numbers in digits; others in the shortest form that reads back as the same value. Allocates nothing once `out` has grown.
template <class Number>
void appendNumber(std::string& out, Number number)
{
    char digits[32];
    out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

// With so many decimals, at most 60.
void appendFixed(std::string& out, double number, int decimals);

} // namespace tailrace
