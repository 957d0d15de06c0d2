// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "pipeline/base/strong_id.h"
#include "pipeline/event/event.h"

namespace tailrace::simulator {

// What a video player says of itself.
struct PlayerView {
    double position = 0.0;     // seconds into the title
    std::uint32_t viewing = 0; // of this shopper, from 1
    std::uint32_t ad = 0;      // with an ad event: which one
    std::uint8_t title = 0;    // index into Titles
    std::uint8_t adsClicked = 0, adsSkipped = 0;
    bool paused = false;
};

// One thing that one shopper did; all that the text of its event needs.
struct ShopperStep {
    std::uint32_t shopper = 0;
    event::EventType type = event::EventType::PageView;
    bool lands = false;          // the first of a visit
    bool search = false;         // a page view of search results
    bool loggedIn = false;       // the event names the user
    bool second = false;         // on the shopper's second device
    std::uint8_t device = 0;     // index into Devices
    ProductIndex product{};      // product and list click, product view, add, remove
    std::uint32_t category = 0;  // the list on show, the search
    std::int64_t cartCents = 0;  // before the step, as the published tracker reports it
    std::uint32_t cartItems = 0; // with it
    int checkoutStep = 0;
    int campaign = -1;              // -1: came on their own
    std::uint32_t sessionIndex = 0; // the tracker's session of that device, from 1
    std::uint32_t eventIndex = 0;   // in it, from 1
    PlayerView player;              // media events
};

} // namespace tailrace::simulator
