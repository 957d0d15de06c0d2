// SPDX-License-Identifier: Apache-2.0
#include "pipeline/features/java_number.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <string_view>

#include "pipeline/base/number_text.h"

namespace tailrace::features {
namespace {

// 0.d1d2d3… times 10^point, without zeros at the end.
struct Digits {
    std::array<char, 32> text{};
    int size = 0;
    int point = 0;

    void read(const char* begin, const char* end) // "1.25e-07"
    {
        size = 0;
        const char* at = begin;
        for (; at != end && *at != 'e'; ++at)
            if (*at != '.') text[static_cast<std::size_t>(size++)] = *at;
        int exponent = 0;
        const char* digits = at == end ? end : at + (at[1] == '+' ? 2 : 1);
        std::from_chars(digits, end, exponent);
        point = exponent + 1;
        while (size > 1 && text[static_cast<std::size_t>(size - 1)] == '0') --size;
    }
    char at(int i) const { return i >= 0 && i < size ? text[static_cast<std::size_t>(i)] : '0'; }
};

Digits digitsOf(double magnitude)
{
    std::array<char, 40> buffer{};
    Digits digits;
    auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), magnitude, std::chars_format::scientific).ptr;
    digits.read(buffer.data(), end);
    if (digits.size > 1) return digits;
    // Of one digit: Java takes the nearest of two digits, which differs for the smallest doubles of all.
    end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), magnitude, std::chars_format::scientific, 1).ptr;
    double back = 0.0;
    std::from_chars(buffer.data(), end, back);
    if (back == magnitude) digits.read(buffer.data(), end);
    return digits;
}

// Rounded to the nearest whole, a half to the even one; divisor > 0.
std::int64_t halfEven(std::int64_t dividend, std::int64_t divisor)
{
    const std::int64_t quotient = dividend / divisor;
    const std::int64_t rest = std::abs(dividend % divisor);
    const std::int64_t away = dividend < 0 ? -1 : 1;
    const std::int64_t other = divisor - rest;
    return rest > other || (rest == other && quotient % 2 != 0) ? quotient + away : quotient;
}

// count may exceed what 18 digits of total can be divided by: the quotient is then 0.
std::int64_t divided(std::int64_t unscaled, std::uint64_t count)
{
    return count > static_cast<std::uint64_t>(INT64_MAX) ? 0 : halfEven(unscaled, static_cast<std::int64_t>(count));
}

} // namespace

void appendJavaDouble(std::string& out, double value)
{
    if (std::isnan(value)) {
        out += "NaN";
        return;
    }
    if (std::signbit(value)) out += '-';
    const double magnitude = std::abs(value);
    if (magnitude == 0.0 || std::isinf(magnitude)) {
        out += magnitude == 0.0 ? "0.0" : "Infinity";
        return;
    }
    const Digits digits = digitsOf(magnitude);
    const bool isPlain = magnitude >= 1e-3 && magnitude < 1e7;
    const int point = isPlain ? digits.point : 1;
    if (point <= 0) out += '0';
    for (int i = 0; i < point; ++i) out += digits.at(i);
    out += '.';
    for (int i = point < 0 ? point : 0; i < 0; ++i) out += '0';
    const int first = point < 0 ? 0 : point;
    for (int i = first; i < (digits.size > first ? digits.size : first + 1); ++i) out += digits.at(i);
    if (isPlain) return;
    out += 'E';
    appendNumber(out, digits.point - 1);
}

double javaAverage(double total, std::uint64_t count)
{
    if (count == 0 || !std::isfinite(total)) return 0.0;
    std::string text;
    appendJavaDouble(text, total);
    const auto exponentAt = text.find('E');
    int exponent = 0;
    if (exponentAt != std::string::npos) std::from_chars(text.data() + exponentAt + 1, text.data() + text.size(), exponent);
    std::string unscaledText = text.substr(0, exponentAt);
    const auto point = unscaledText.find('.');
    const int scale = static_cast<int>(unscaledText.size() - point - 1) - exponent;
    unscaledText.erase(point, 1);
    std::int64_t unscaled = 0;
    std::from_chars(unscaledText.data(), unscaledText.data() + unscaledText.size(), unscaled);
    unscaled = divided(unscaled, count);
    int decimals = scale;
    if (decimals > 2) {
        std::int64_t power = 1;
        for (; decimals > 2 && power <= INT64_MAX / 10; --decimals) power *= 10;
        unscaled = decimals > 2 ? 0 : halfEven(unscaled, power); // more decimals than digits: nothing is left
    }
    std::string rounded = std::to_string(unscaled) + "e" + std::to_string(-decimals);
    double result = 0.0;
    std::from_chars(rounded.data(), rounded.data() + rounded.size(), result);
    return result;
}

} // namespace tailrace::features
