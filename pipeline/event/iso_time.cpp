// SPDX-License-Identifier: Apache-2.0
#include "pipeline/event/iso_time.h"

namespace tailrace::event {
namespace {

constexpr std::string_view Form = "0000-00-00T00:00:00";
constexpr std::size_t MostFractionDigits = 9;
constexpr int FirstYear = 1970;
constexpr int LastYear = 2100;

bool isDigit(char c) { return c >= '0' && c <= '9'; }

bool hasForm(std::string_view text)
{
    for (std::size_t i = 0; i < Form.size(); ++i) {
        if (Form[i] == '0' ? !isDigit(text[i]) : text[i] != Form[i]) return false;
    }
    return true;
}

int numberAt(std::string_view text, std::size_t at, std::size_t digits)
{
    int value = 0;
    for (const char c : text.substr(at, digits)) value = value * 10 + (c - '0');
    return value;
}

// The part between the seconds and the Z: nothing, or a point and digits.
std::optional<std::chrono::milliseconds> parseFraction(std::string_view text)
{
    if (text.empty()) return std::chrono::milliseconds(0);
    if (text.front() != '.' || text.size() < 2 || text.size() > MostFractionDigits + 1) return std::nullopt;
    int millis = 0;
    int weight = 100;
    for (const char c : text.substr(1)) {
        if (!isDigit(c)) return std::nullopt;
        millis += (c - '0') * weight;
        weight /= 10;
    }
    return std::chrono::milliseconds(millis);
}

void appendDigits(std::string& out, int value, std::size_t digits)
{
    const auto text = std::to_string(value);
    out.append(digits > text.size() ? digits - text.size() : 0, '0').append(text);
}

} // namespace

std::optional<EventTime> parseIsoTime(std::string_view text)
{
    using namespace std::chrono;
    if (text.size() <= Form.size() || text.back() != 'Z' || !hasForm(text)) return std::nullopt;
    const int yearNumber = numberAt(text, 0, 4);
    const year_month_day date(year(yearNumber), month(static_cast<unsigned>(numberAt(text, 5, 2))),
        day(static_cast<unsigned>(numberAt(text, 8, 2))));
    const int hour = numberAt(text, 11, 2);
    const int minute = numberAt(text, 14, 2);
    const int second = numberAt(text, 17, 2);
    const auto fraction = parseFraction(text.substr(Form.size(), text.size() - Form.size() - 1));
    if (yearNumber < FirstYear || yearNumber > LastYear || !date.ok() || hour > 23 || minute > 59 || second > 59 || !fraction)
        return std::nullopt;
    return sys_days(date) + hours(hour) + minutes(minute) + seconds(second) + *fraction;
}

void appendIsoTime(std::string& out, EventTime time)
{
    using namespace std::chrono;
    const auto midnight = floor<days>(time);
    const year_month_day date(midnight);
    const hh_mm_ss<milliseconds> clock(time - midnight);
    appendDigits(out, static_cast<int>(date.year()), 4);
    appendDigits(out += '-', static_cast<int>(static_cast<unsigned>(date.month())), 2);
    appendDigits(out += '-', static_cast<int>(static_cast<unsigned>(date.day())), 2);
    appendDigits(out += 'T', static_cast<int>(clock.hours().count()), 2);
    appendDigits(out += ':', static_cast<int>(clock.minutes().count()), 2);
    appendDigits(out += ':', static_cast<int>(clock.seconds().count()), 2);
    appendDigits(out += '.', static_cast<int>(clock.subseconds().count()), 3);
    out += 'Z';
}

} // namespace tailrace::event
