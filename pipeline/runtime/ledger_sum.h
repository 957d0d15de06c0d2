// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pipeline/collector/collector.h"
#include "pipeline/runtime/worker_counts.h"
#include "pipeline/telemetry/ledger.h"

namespace tailrace::runtime {

// Where every event is, from what the collector and all workers have counted; the workers are to be asked first. `durable`: frames in the
// partitions' sequences, as the journal's readers know them. In flight is measured from these, not from what the collector says that it
// accepted, so that the two can disagree. It would be circular to take accepted less the rest for what is in flight, or for accepted what
// the workers have seen. Blind for values that were counted as applied and that the store lost: tailrace-verify is not. While an event moves it counts at its old owner until both its frames are decided: it is
// then for a moment at both, or in flight.
telemetry::Ledger ledgerOf(const collector::CollectorStatus& collected, std::uint64_t durable, const WorkerCounts& decided);

} // namespace tailrace::runtime
