// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/endian/conversion.hpp>
#include <cstdint>
#include <cstring>

#include "pipeline/features/event_columns.h"

namespace tailrace::features {

// How an event is retained, in 14 bytes: 0-3 time, 4-6 id, 7-9 item, 10-13 context (18 bits), type (5), where (8), payment (1).
struct EventRecord {
    static constexpr std::size_t Size = 14;

    std::uint32_t time = 0; // ms after the history's base
    RetainedEvent event;

    void write(unsigned char* at) const
    {
        const std::uint64_t front = time | (std::uint64_t{event.id} << 32U) | (std::uint64_t{event.item & 0xFFU} << 56U);
        const std::uint32_t tail = event.context | (static_cast<std::uint32_t>(event.type) << 18U)
            | (static_cast<std::uint32_t>(event.where) << 23U) | (static_cast<std::uint32_t>(event.isPayment) << 31U);
        const std::uint64_t back = std::uint64_t{event.item >> 8U} | (std::uint64_t{tail} << 16U);
        std::memcpy(at, &front, 8);
        std::memcpy(at + 8, &back, 6);
    }
    static EventRecord read(const unsigned char* at)
    {
        std::uint64_t front = 0, back = 0;
        std::memcpy(&front, at, 8);
        std::memcpy(&back, at + 6, 8);
        const auto tail = static_cast<std::uint32_t>(back >> 32U);
        return {.time = static_cast<std::uint32_t>(front),
            .event = {.id = static_cast<std::uint32_t>(front >> 32U) & 0xFFFFFFU,
                .item = static_cast<std::uint32_t>(back >> 8U) & 0xFFFFFFU,
                .context = tail & 0x3FFFFU,
                .type = static_cast<event::EventType>((tail >> 18U) & 0x1FU),
                .where = static_cast<std::uint8_t>((tail >> 23U) & 0xFFU),
                .isPayment = (tail >> 31U) != 0}};
    }
};
static_assert(boost::endian::order::native == boost::endian::order::little);

} // namespace tailrace::features
