// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pipeline/collector/collector.h"
#include "pipeline/runtime/worker_counts.h"
#include "pipeline/telemetry/ledger.h"

namespace tailrace::runtime {

// Where every event is, from what the collector and all workers have counted; the workers are to be asked first. In flight is measured
// from sequences: events and handovers that no worker has decided yet. An event that is to be retracted still counts at its
// old owner, so it is taken off there: mostly from the applied ones, and from those in flight while it is among these itself.
telemetry::Ledger ledgerOf(const collector::CollectorStatus& collected, const WorkerCounts& decided);

} // namespace tailrace::runtime
