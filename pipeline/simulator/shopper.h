// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "pipeline/base/strong_id.h"

namespace tailrace::simulator {

// What is remembered of one shopper. There may be millions of them.
struct Shopper {
    static constexpr std::size_t CartRoom = 4;

    enum class Phase : std::uint8_t { Away, Browsing, AtCheckout, Watching };

    // As trackers count, on each device for itself.
    struct TrackerSession {
        std::int64_t lastSeen = 0; // ns of event time since the start
        std::uint32_t index = 0;
        std::uint32_t event = 0;
    };

    std::array<ProductIndex, CartRoom> cart{};
    std::array<TrackerSession, 2> sessions{};
    ProductIndex product{};
    std::array<std::uint8_t, 2> devices{}; // of Devices
    std::uint8_t category = 0;
    std::uint8_t cartSize = 0;
    std::uint8_t checkoutStep = 0; // the last one made
    std::int16_t campaign = -1;
    Phase phase = Phase::Away;
    bool hasProduct = false;
    bool isKnown = false; // was here before: the four below are drawn
    bool isBot = false;
    bool hasAccount = false;
    bool hasTwoDevices = false;
    bool loggedIn = false; // in this visit
    bool onSecond = false; // device
};

} // namespace tailrace::simulator
