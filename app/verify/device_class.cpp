// SPDX-License-Identifier: Apache-2.0
#include "app/verify/device_class.h"

#include <algorithm>
#include <initializer_list>

namespace tailrace::verify {
namespace {

bool holdsAny(std::string_view text, std::initializer_list<std::string_view> words)
{
    return std::ranges::any_of(words, [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

std::string lowerCase(std::string_view text)
{
    std::string lower(text);
    for (char& letter : lower) {
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    }
    return lower;
}

} // namespace

std::string deviceClass(std::string_view agent)
{
    if (agent.empty()) return {};
    if (holdsAny(lowerCase(agent), {"bot", "crawl", "spider"})) return "robot";
    if (holdsAny(agent, {"iPad", "Tablet"}) || (holdsAny(agent, {"Android"}) && !holdsAny(agent, {"Mobile"}))) return "tablet";
    if (holdsAny(agent, {"iPhone", "iPod", "Mobile", "Android"})) return "mobile";
    if (holdsAny(agent, {"SmartTV", "SMART-TV", "AppleTV", "BRAVIA"})) return "tv";
    return "desktop";
}

} // namespace tailrace::verify
