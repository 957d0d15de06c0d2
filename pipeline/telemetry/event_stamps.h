// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>

#include "pipeline/base/clock.h"
#include "pipeline/telemetry/stage.h"

namespace tailrace::telemetry {

// Where one event's time went; monotonic, each stamp at or after the one before (see `monotone`).
// Waiting ends and working begins at the inner stamps; the stage ends at the outer one.
struct EventStamps {
    Stamp due{};            // when the shopper's click was due
    Stamp offered{};        // when its client really offered it (see offeredOrDue); 0: not known. No stage begins or ends here
    Stamp collectStarted{}; // validation of its batch began
    Stamp durable{};        // its journal group reached the disk; acknowledged
    Stamp produceStarted{}; // handed to the Kafka producer
    Stamp collected{};      // stage 1 ends: first of delivery report or fetch
    Stamp sessionizeStarted{};
    Stamp computed{};     // stage 2 ends: its first feature is computed
    Stamp storeStarted{}; // the store call of its batch was sent
    Stamp stored{};       // stage 3 ends: the store replied
    Stamp recommendStarted{};
    Stamp responded{}; // stage 4 ends: the response is ready   (requests only)
    Stamp renderStarted{};
    Stamp rendered{}; // stage 5 ends: the fragment is rendered (requests only)
};

struct StageTime {
    std::chrono::nanoseconds waiting{};
    std::chrono::nanoseconds working{};
    std::chrono::nanoseconds total() const { return waiting + working; }
};

// The tiling: the totals of the five stages add up exactly to rendered - due, of the first three to stored - due.
inline std::array<StageTime, StageCount> stageTimes(const EventStamps& s)
{
    return {{
        {(s.collectStarted - s.due) + (s.produceStarted - s.durable), (s.durable - s.collectStarted) + (s.collected - s.produceStarted)},
        {s.sessionizeStarted - s.collected, s.computed - s.sessionizeStarted},
        {s.storeStarted - s.computed, s.stored - s.storeStarted},
        {s.recommendStarted - s.stored, s.responded - s.recommendStarted},
        {s.renderStarted - s.responded, s.rendered - s.renderStarted},
    }};
}

inline Stamp offeredOrDue(const EventStamps& s) { return std::max(s.offered, s.due); }

// A delivery report can be noticed after the fetch that it races with; an inner stamp never lies outside its stage.
inline void monotoneToComputed(EventStamps& s)
{
    s.collectStarted = std::max(s.collectStarted, s.due);
    s.durable = std::max(s.durable, s.collectStarted);
    s.produceStarted = std::max(s.produceStarted, s.durable);
    s.collected = std::max(s.collected, s.produceStarted);
    s.sessionizeStarted = std::max(s.sessionizeStarted, s.collected);
    s.computed = std::max(s.computed, s.sessionizeStarted);
}

inline void monotone(EventStamps& s, bool request)
{
    monotoneToComputed(s);
    s.storeStarted = std::max(s.storeStarted, s.computed);
    s.stored = std::max(s.stored, s.storeStarted);
    if (!request) return;
    s.recommendStarted = std::max(s.recommendStarted, s.stored);
    s.responded = std::max(s.responded, s.recommendStarted);
    s.renderStarted = std::max(s.renderStarted, s.responded);
    s.rendered = std::max(s.rendered, s.renderStarted);
}

} // namespace tailrace::telemetry
