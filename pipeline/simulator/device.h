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

// First the things that people use, then those of bots. Much shorter than real ones, so that an
// event keeps its usual size, with all that a device class is read from.
inline constexpr std::array Devices{
    Device{"Safari/604 (iPhone; Mobile)", "mob", 26},
    Device{"Chrome/131 (Android 14; Mobile)", "mob", 22},
    Device{"Chrome/130 (Android; Mobile)", "mob", 11},
    Device{"Safari/604 (iPad)", "mob", 5},
    Device{"Chrome/131 (Windows NT 10.0)", "web", 17},
    Device{"Safari/18 (Macintosh)", "web", 9},
    Device{"Firefox/132 (X11; Linux)", "web", 5},
    Device{"Safari/537 (SMART-TV)", "tv", 5},
    Device{"ShopCrawler/2.1 (bot)", "web", 3},
    Device{"pricewatch-bot/1.4", "srv", 1},
};
inline constexpr std::size_t DevicesOfPeople = 8;

} // namespace tailrace::simulator
