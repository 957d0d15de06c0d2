// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pipeline/base/byte_codec.h"
#include "pipeline/base/result.h"
#include "pipeline/sessionize/shopper_sessions.h"

namespace tailrace::sessionize {

// A shopper's sessions as bytes, beside other state. Sessions that hold the same encode to the same bytes, in whichever
// order their events came.
inline constexpr std::uint8_t SessionCodecVersion = 1;
void encodeSessions(ByteWriter& out, const ShopperSessions& sessions);

// Takes exactly what encodeSessions wrote. Unsupported: another version. Corrupt: not what it wrote; `in` is refused too.
Result<ShopperSessions> decodeSessions(ByteReader& in);

} // namespace tailrace::sessionize
