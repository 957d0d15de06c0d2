// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "pipeline/runtime/stamp_ring.h"

namespace tailrace::runtime {

// What the threads on both sides of the hop know of one partition. Each field has one writer.
struct HopLane {
    // Collector: sequences below this one are durable.
    std::atomic<std::uint64_t> durableNext{0};
    StampRing durableAt;
    // Feeder: delivery reports; sequences below this one were handed to the producer at least once.
    StampRing deliveredAt;
    std::atomic<std::uint64_t> fedNext{0};
    // Consumer: bytes of keys and values fetched since a broker's start, by the parity of its generation.
    std::array<std::atomic<std::uint64_t>, 2> fetchedBytes{};
    // Worker: sequences below this one are decided (applied, duplicate or late).
    std::atomic<std::uint64_t> decidedNext{0};
    std::atomic<std::int64_t> decidedCollected{0}; // when the collector took the last of them, monotonic ns; 0: none yet
    // Set by whoever sees a hole or an overrun, cleared by the feeder, which starts again at decidedNext.
    std::atomic<bool> refeed{false};
};

using HopLanes = std::vector<std::unique_ptr<HopLane>>;

inline HopLanes makeLanes(std::int32_t partitions)
{
    HopLanes lanes;
    for (std::int32_t i = 0; i < partitions; ++i) lanes.push_back(std::make_unique<HopLane>());
    return lanes;
}

} // namespace tailrace::runtime
