// SPDX-License-Identifier: Apache-2.0
#include "pipeline/runtime/ledger_sum.h"

#include <algorithm>

namespace tailrace::runtime {

telemetry::Ledger ledgerOf(const collector::CollectorStatus& collected, std::uint64_t durable, const WorkerCounts& decided)
{
    const std::uint64_t toCome = durable - 2 * collected.moved - decided.decidedEvents();
    const std::uint64_t handovers = decided.shards.handovers, retractions = decided.shards.retractions;
    const std::uint64_t twice = handovers > retractions ? handovers - retractions : 0;
    const std::uint64_t nowhere = retractions > handovers ? retractions - handovers : 0;
    const std::uint64_t fromApplied = std::min(twice, decided.shards.applied);
    return {.received = collected.received,
        .malformed = collected.malformed,
        .accepted = collected.accepted,
        .applied = decided.shards.applied - fromApplied,
        .duplicate = decided.shards.duplicate,
        .late = decided.shards.late,
        .inFlight = toCome + nowhere - (twice - fromApplied),
        .refused = collected.refused};
}

} // namespace tailrace::runtime
