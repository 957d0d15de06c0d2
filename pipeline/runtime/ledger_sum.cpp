// SPDX-License-Identifier: Apache-2.0
#include "pipeline/runtime/ledger_sum.h"

#include <algorithm>

namespace tailrace::runtime {

telemetry::Ledger ledgerOf(const collector::CollectorStatus& collected, const WorkerCounts& decided)
{
    const std::uint64_t eventsToCome = collected.accepted - decided.decidedEvents();
    const std::uint64_t handoversToCome = collected.moved - decided.shards.handovers;
    const std::uint64_t retractionsToCome = collected.moved - decided.shards.retractions;
    const std::uint64_t fromApplied = std::min(retractionsToCome, decided.shards.applied);
    return {.received = collected.received,
        .malformed = collected.malformed,
        .accepted = collected.accepted,
        .applied = decided.shards.applied - fromApplied,
        .duplicate = decided.shards.duplicate,
        .late = decided.shards.late,
        .inFlight = eventsToCome + handoversToCome - (retractionsToCome - fromApplied),
        .refused = collected.refused};
}

} // namespace tailrace::runtime
