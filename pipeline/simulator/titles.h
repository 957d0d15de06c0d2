// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string_view>

namespace tailrace::simulator {

// What there is to watch; all invented, plain ASCII. The first is the premiere, the others stand by popularity.
struct Title {
    std::string_view name;
    int seconds;
};

inline constexpr std::array Titles{Title{"The Last Ferry Home", 6480}, Title{"Harbour Lights, Episode 1", 2760},
    Title{"Harbour Lights, Episode 2", 2700}, Title{"Below the Weir", 5820}, Title{"A Year in the Mill", 3180},
    Title{"Cooking with Ulla", 1560}, Title{"Nine Locks", 7020}, Title{"The Cartographer", 6240}, Title{"Night Bus", 5400},
    Title{"Riverside Derby, Highlights", 720}, Title{"Salt", 5940}, Title{"How Bridges Sing", 1980}, Title{"Two Winters", 6660},
    Title{"Small Boats", 2400}, Title{"The Understudy", 5700}, Title{"Field Notes: Owls", 1440}, Title{"Glass Orchard", 6120},
    Title{"Running the Ridge", 900}, Title{"The Quiet Floor", 5580}, Title{"Tide Tables", 3000}};

} // namespace tailrace::simulator
