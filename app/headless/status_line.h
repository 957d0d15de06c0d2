// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "pipeline/report/run_record.h"
#include "pipeline/telemetry/snapshot.h"

namespace tailrace::headless {

// "0:47  20 013 ev/s  freshness P50 3.1 P99 6.4 ms  total P99 9.8 ms  lag 41 events 0.00 s  ledger balances"
std::string statusLine(const telemetry::Snapshot& snapshot);

// The table that a run ends with: each stage's P50 and P99 against its owner's budget, and the ledger.
std::string summary(const report::RunRecord& record);

} // namespace tailrace::headless
