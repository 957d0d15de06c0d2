// SPDX-License-Identifier: Apache-2.0
#include "pipeline/features/device_class.h"

#include <algorithm>
#include <initializer_list>

namespace tailrace::features {
namespace {

bool hasAny(std::string_view text, std::initializer_list<std::string_view> parts)
{
    return std::any_of(parts.begin(), parts.end(), [text](std::string_view part) { return text.find(part) != std::string_view::npos; });
}

// The part in small letters.
bool hasInAnyCase(std::string_view text, std::string_view part)
{
    const auto isSame = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + ('a' - 'A')) : a) == b; };
    return std::search(text.begin(), text.end(), part.begin(), part.end(), isSame) != text.end();
}

} // namespace

std::string_view deviceClass(std::string_view userAgent)
{
    if (userAgent.empty()) return {};
    for (const std::string_view robot : {"bot", "crawl", "spider"})
        if (hasInAnyCase(userAgent, robot)) return "robot";
    const bool isAndroid = hasAny(userAgent, {"Android"});
    if (hasAny(userAgent, {"iPad", "Tablet"}) || (isAndroid && !hasAny(userAgent, {"Mobile"}))) return "tablet";
    if (isAndroid || hasAny(userAgent, {"iPhone", "iPod", "Mobile"})) return "mobile";
    return hasAny(userAgent, {"SmartTV", "SMART-TV", "AppleTV", "BRAVIA"}) ? "tv" : "desktop";
}

std::string_view publishedDeviceClass(std::string_view deviceClass)
{
    if (deviceClass == "desktop") return "Desktop";
    if (deviceClass == "tv") return "Embedded";
    return deviceClass == "robot" ? "Cloud" : "Mobile";
}

} // namespace tailrace::features
