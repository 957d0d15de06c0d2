// SPDX-License-Identifier: Apache-2.0
#include "pipeline/report/number_format.h"

#include <cmath>

#include "pipeline/base/number_text.h"

namespace tailrace::report {
namespace {

constexpr const char* Space = "\u202F"; // narrow, no break

std::string group(std::string digits)
{
    for (std::size_t at = digits.size(); at > 3;) {
        at -= 3;
        digits.insert(at, Space);
    }
    return digits;
}

} // namespace

double toMs(std::chrono::nanoseconds value) { return static_cast<double>(value.count()) / 1e6; }

std::string fixed(double value, int decimals)
{
    if (!std::isfinite(value)) return "0";
    std::string text;
    appendFixed(text, value, decimals);
    return text;
}

std::string grouped(std::uint64_t value) { return group(std::to_string(value)); }

std::string groupedSigned(std::int64_t value)
{
    const auto magnitude = value < 0 ? 0U - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
    return (value < 0 ? "\u2212" : "") + grouped(magnitude);
}

std::string threeDigits(double value)
{
    if (value < 0) return "\u2212" + threeDigits(-value);
    if (value >= 99.95) return grouped(static_cast<std::uint64_t>(std::llround(value)));
    if (value >= 9.995) return fixed(value, 1);
    if (value >= 0.0995 || value == 0) return fixed(value, value == 0 ? 0 : 2);
    return fixed(value, 3);
}

std::string msText(std::optional<double> ms) { return ms ? threeDigits(*ms) + "\u00A0ms" : "\u2013"; }

std::string plainNumber(double value)
{
    const double whole = std::floor(value);
    if (value >= 0 && value == whole) return grouped(static_cast<std::uint64_t>(whole));
    return shortest(value);
}

std::string percent(double share) { return fixed(share * 100, 0) + "\u00A0%"; }

std::string plainMs(std::optional<double> ms) { return ms ? plainNumber(*ms) + "\u00A0ms" : "\u2013"; }

std::string shortest(double value)
{
    if (!std::isfinite(value)) return "";
    std::string text;
    appendNumber(text, value);
    return text;
}

} // namespace tailrace::report
