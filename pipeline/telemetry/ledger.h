// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>

namespace tailrace::telemetry {

// Where every event is. Each term is counted where it happens; `inFlight` is measured from sequences, never subtracted.
struct Ledger {
    std::uint64_t received = 0;  // collector calls answered with 2xx, malformed ones included; a refused call is not received
    std::uint64_t malformed = 0; // in the dead letters, with their reason
    std::uint64_t accepted = 0;  // durable in the journal
    std::uint64_t applied = 0;
    std::uint64_t duplicate = 0;
    std::uint64_t late = 0;
    std::uint64_t inFlight = 0; // in the journal, not yet decided by a worker
    std::uint64_t refused = 0;  // answered 429/503; the client tries again with the same event id (beside the sums)

    // Positive: events that nobody accounts for. Negative: events counted twice.
    std::int64_t lost() const
    {
        return static_cast<std::int64_t>(accepted) - static_cast<std::int64_t>(applied + duplicate + late + inFlight);
    }
    // Accepted events that no percentile knows.
    std::uint64_t neverArrived() const { return inFlight + static_cast<std::uint64_t>(std::max<std::int64_t>(0, lost())); }
    bool balanced() const { return lost() == 0 && received == malformed + accepted; }
};

} // namespace tailrace::telemetry
