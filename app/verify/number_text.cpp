// SPDX-License-Identifier: Apache-2.0
#include "app/verify/number_text.h"

#include <array>
#include <charconv>
#include <nlohmann/json.hpp>

namespace tailrace::verify {

std::string amountText(std::int64_t amount)
{
    const bool isNegative = amount < 0;
    const auto size = isNegative ? 0 - static_cast<std::uint64_t>(amount) : static_cast<std::uint64_t>(amount);
    std::string fraction = std::to_string(10'000 + size % 10'000).substr(1);
    fraction.erase(fraction.find_last_not_of('0') + 1);
    return (isNegative ? "-" : "") + std::to_string(size / 10'000) + (fraction.empty() ? "" : "." + fraction);
}

std::string doubleText(double number)
{
    std::array<char, 64> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
    return {text.data(), end};
}

std::string meanText(std::int64_t sum, std::size_t count)
{
    if (count == 0) return "0";
    return doubleText(static_cast<double>(sum) / static_cast<double>(count) / 10'000.0);
}

std::string ratioText(std::size_t number, std::size_t per)
{
    if (per == 0) return "0";
    return doubleText(static_cast<double>(number) / static_cast<double>(per));
}

std::string quoted(std::string_view text) { return nlohmann::json(text).dump(); }

} // namespace tailrace::verify
