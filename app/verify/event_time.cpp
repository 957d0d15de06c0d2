// SPDX-License-Identifier: Apache-2.0
#include "app/verify/event_time.h"

#include <array>
#include <chrono>
#include <cstdio>

namespace tailrace::verify {
namespace {

// The decimal number in text[at, at + length); nothing when a letter is no digit.
std::optional<int> digits(std::string_view text, std::size_t at, std::size_t length)
{
    int number = 0;
    for (const char letter : text.substr(at, length)) {
        if (letter < '0' || letter > '9') return std::nullopt;
        number = number * 10 + (letter - '0');
    }
    return number;
}

// ".7" -> 700, ".123456" -> 123, "" -> 0.
std::optional<int> fractionMs(std::string_view text)
{
    if (text.empty()) return 0;
    if (text.front() != '.' || text.size() < 2 || text.size() > 10) return std::nullopt;
    text.remove_prefix(1);
    if (!digits(text, 0, text.size() > 9 ? 9 : text.size())) return std::nullopt;
    int ms = 0;
    for (std::size_t place = 0; place < 3; ++place) ms = ms * 10 + (place < text.size() ? text[place] - '0' : 0);
    return ms;
}

} // namespace

std::optional<std::int64_t> eventTime(std::string_view text)
{
    if (text.size() < 20 || text.back() != 'Z') return std::nullopt;
    if (text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':') return std::nullopt;
    const auto year = digits(text, 0, 4), month = digits(text, 5, 2), day = digits(text, 8, 2);
    const auto hour = digits(text, 11, 2), minute = digits(text, 14, 2), second = digits(text, 17, 2);
    const auto ms = fractionMs(text.substr(19, text.size() - 20));
    if (!year || !month || !day || !hour || !minute || !second || !ms) return std::nullopt;
    const std::chrono::year_month_day date{
        std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)}, std::chrono::day{static_cast<unsigned>(*day)}};
    if (!date.ok() || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
    const std::int64_t days = std::chrono::sys_days{date}.time_since_epoch().count();
    return ((days * 24 + *hour) * 60 + *minute) * 60'000 + *second * 1000 + *ms;
}

std::string timeText(std::int64_t ms)
{
    const std::chrono::sys_time<std::chrono::milliseconds> time{std::chrono::milliseconds{ms}};
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss clock{time - day};
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
        static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), static_cast<int>(clock.hours().count()),
        static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count()), static_cast<int>(clock.subseconds().count()));
    return text.data();
}

} // namespace tailrace::verify
