// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "pipeline/report/run_record.h"
#include "pipeline/simulator/generator.h"
#include "pipeline/telemetry/budget.h"
#include "pipeline/telemetry/snapshot.h"

namespace tailrace::headless {

// Sees whether the generator keeps up, from one status line to the next.
class GeneratorWatch {
public:
    // What the generator is behind with since the last call; empty while it offers every event when it is due.
    std::string news(const simulator::GeneratorStatus& status);

private:
    std::uint64_t m_late = 0;
};

// "0:47  20 013 ev/s  freshness P50 3.1 P99 6.4 ms  total P99 so far 9.8 ms  lag 41 events 0.00 s  ledger balances". Where they
// differ, the rates offered and applied; behind the total, in the budget's order, its lines that have a name of their own; at its end what
// the generator is behind with.
std::string statusLine(const telemetry::Snapshot& snapshot, const telemetry::Budget& budget, std::string_view generatorNews = {});

// The table that a run ends with: each stage's P50 and P99 against its owner's budget, the ledger, and the notes; how the
// ledger is counted stands in the reports, and here where its counts differ.
std::string summary(const report::RunRecord& record);

} // namespace tailrace::headless
