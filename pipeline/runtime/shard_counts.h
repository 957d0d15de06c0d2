// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace tailrace::runtime {

// Counted where it happens. An event that moves is taken back from what it counted as, and counts anew at its new owner, so
// counts can fall.
struct ShardCounts {
    std::uint64_t applied = 0, duplicate = 0, late = 0;
    std::uint64_t handovers = 0, retractions = 0; // decided
    std::uint64_t undecodable = 0;                // accepted, yet not readable here: a defect, so it stays visible as lost
    std::uint64_t unreadMoves = 0;                // the same of handovers and retractions

    ShardCounts& operator+=(const ShardCounts& other)
    {
        applied += other.applied;
        duplicate += other.duplicate;
        late += other.late;
        handovers += other.handovers;
        retractions += other.retractions;
        undecodable += other.undecodable;
        unreadMoves += other.unreadMoves;
        return *this;
    }
};

} // namespace tailrace::runtime
