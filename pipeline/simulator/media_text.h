// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "pipeline/simulator/shopper_step.h"

namespace tailrace::simulator {

// What a media event carries: the player, the viewing of `viewer` (a number that names a device) and, with an ad event, the ad.
void appendMediaPayload(const ShopperStep& step, std::uint64_t viewer, std::string& out);
// "/watch/3"
void appendTitlePath(const ShopperStep& step, std::string& out);

} // namespace tailrace::simulator
