// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "pipeline/base/clock.h"
#include "pipeline/base/strong_id.h"

namespace tailrace::kafka {

// What travels beside an event on `clickstream`, in one binary header "tr": where it stands in the journal, the watermark with
// which it was accepted, and the stamps of its first stage. The value itself stays the published JSON.
struct HopEnvelope {
    enum Flag : std::uint32_t {
        WantsRecommendation = 1,
        Tick = 2,       // no event: only W advances; `sequence` is the next one to come
        Handover = 4,   // an event from another owner, again, with its first watermark
        Retraction = 8, // the value names an event that has got another owner
        Past = 16,      // of an event or handover: generated past, measured nowhere
    };

    Incarnation incarnation{};
    Sequence sequence{};
    EventTime watermark{};
    Stamp due{};
    Stamp collectStarted{};
    Stamp durable{};
    Stamp produceStarted{};
    std::chrono::nanoseconds lateness{}; // offered minus due; kept as packShort does
    std::uint32_t flags = 0;

    static constexpr const char* HeaderName = "tr";
    static constexpr std::size_t Size = 64; // u32 version, u16 flags, u16 lateness, seven 64-bit fields; little endian
    using Bytes = std::array<char, Size>;

    Bytes encode() const;
    static std::optional<HopEnvelope> decode(std::string_view bytes);
};

} // namespace tailrace::kafka
