// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "pipeline/telemetry/ledger.h"

namespace tailrace::run {

// What the clients of a run have counted themselves, of the time since the engine's last start.
struct ClientCounts {
    std::uint64_t acknowledged = 0;   // calls
    std::uint64_t receivedBefore = 0; // by earlier lives of the engine, which the ledger holds, too
};

// For the report: where the terms of the ledger come from, what "lost" can show and what it cannot. With the one count that no part
// of the pipeline makes, if everything was worked off: that of the clients.
std::string ledgerNote(const telemetry::Ledger& ledger, const std::optional<ClientCounts>& clients);

// Whether such a note says how the ledger is counted and nothing else, or that its counts agree: whoever has little room leaves it out.
bool isLedgerMethod(std::string_view note);

} // namespace tailrace::run
