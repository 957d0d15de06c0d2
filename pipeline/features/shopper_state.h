// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "pipeline/base/result.h"
#include "pipeline/features/interest_profile.h"
#include "pipeline/sessionize/shopper_sessions.h"

namespace tailrace::features {

// All that the engine knows of one shopper: a value. Two equal histories give equal states.
struct ShopperState {
    static constexpr std::uint32_t Version = 1;

    sessionize::ShopperSessions sessions;
    InterestProfile interests;
    std::uint64_t lastSequence = 0; // the last event applied: the version of its features

    std::string encode(const TextInterner& texts) const;
    static Result<ShopperState> decode(std::string_view bytes, TextInterner& texts);
};

// The pure core: what one event does to one shopper.
void apply(ShopperState& state, const event::Event& event, EventTime watermark, std::uint64_t sequence,
    const sessionize::SessionRules& rules, TextInterner& texts, sessionize::SessionEffects& effects);

} // namespace tailrace::features
