// SPDX-License-Identifier: Apache-2.0
#include "tests/support/event_text.h"

#include <array>
#include <chrono>
#include <cstdio>

namespace tailrace::test {
namespace {

std::string isoTime(std::int64_t ms)
{
    const std::chrono::sys_time<std::chrono::milliseconds> time{std::chrono::milliseconds{ms}};
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date{day};
    const auto rest = static_cast<int>((time - day).count());
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
        static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), rest / 3'600'000, rest / 60'000 % 60, rest / 1000 % 60,
        rest % 1000);
    return text.data();
}

} // namespace

EventText::EventText(const std::string& id, const std::string& type, std::int64_t ms)
    : m_json({{"id", id}, {"type", type}, {"timestamp", isoTime(ms)}, {"payload", nlohmann::json::object()},
        {"enrich", {{"user", nlohmann::json::object()}}}})
{}

EventText& EventText::product(const std::string& id, const std::string& category, const std::string& brand, double price)
{
    return set("/payload/product", {{"id", id}, {"category", category}, {"brand", brand}, {"price", price}, {"currency", "USD"}});
}

EventText& EventText::at(std::int64_t ms) { return set("/timestamp", isoTime(ms)); }

EventText& EventText::set(const std::string& pointer, nlohmann::json value)
{
    m_json[nlohmann::json::json_pointer(pointer)] = std::move(value);
    return *this;
}

} // namespace tailrace::test
