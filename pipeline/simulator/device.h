// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace tailrace::simulator {

// What a shopper holds in hand, or the program that pretends to.
struct Device {
    std::string_view userAgent;
    std::string_view platform; // of the tracker: web, mob, tv
    double weight;             // among those of its kind
};

// First the things that people use, then those of bots. Shorter than real ones, with all that a device class is read from.
inline constexpr std::array Devices{
    Device{"Mozilla/5.0 (iPhone; iOS 18_1) Mobile Safari/604.1", "mob", 26},
    Device{"Mozilla/5.0 (Android 14; Pixel 8) Mobile Chrome/131", "mob", 22},
    Device{"Mozilla/5.0 (Android 13; SM-A546B) Mobile Chrome/130", "mob", 11},
    Device{"Mozilla/5.0 (iPad; OS 17_7) Safari/604.1", "mob", 5},
    Device{"Mozilla/5.0 (Windows NT 10.0; Win64) Chrome/131", "web", 17},
    Device{"Mozilla/5.0 (Macintosh; 10_15_7) Safari/605.1", "web", 9},
    Device{"Mozilla/5.0 (X11; Linux x86_64) Firefox/132.0", "web", 5},
    Device{"Mozilla/5.0 (SMART-TV; Tizen 7.0) TV Safari/537", "tv", 5},
    Device{"ShopCrawler/2.1 (+https://crawler.example/bot)", "web", 3},
    Device{"pricewatch-bot/1.4 (+https://pricewatch.example)", "srv", 1},
};
inline constexpr std::size_t DevicesOfPeople = 8;

} // namespace tailrace::simulator
