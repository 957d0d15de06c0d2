// SPDX-License-Identifier: Apache-2.0
#include "app/run/ledger_note.h"

#include <algorithm>

#include "pipeline/report/number_format.h"

namespace tailrace::run {
namespace {

constexpr std::string_view LedgerMethod =
    "Ledger: lost is accepted less applied, duplicate, late and in flight. The collector counts accepted as it acknowledges; the "
    "workers count applied, duplicate and late as they decide; in flight is the number of events in the journal's sequences less "
    "those that the workers have passed. So it shows an event that was acknowledged and is not in the journal, one that a worker "
    "passed and counted nowhere, and one counted twice. It does not show one that was counted as applied and whose values the store "
    "does not hold: tailrace-verify counts all terms anew from the journal alone, and compares the features of cuts (--cuts).";
constexpr std::string_view CountsAgree = ", as many as the collector received.";

std::string comparison(const telemetry::Ledger& ledger, const ClientCounts& clients)
{
    const std::uint64_t received = ledger.received - std::min(ledger.received, clients.receivedBefore);
    std::string note = " The clients themselves counted " + report::grouped(clients.acknowledged) + " acknowledged calls"
        + (clients.receivedBefore > 0 ? " since the engine's last start" : "");
    if (clients.acknowledged == received) return note.append(CountsAgree);
    note += ", the collector received " + report::grouped(received) + ": ";
    // A batch that the collector handed back when its clients had gone already counts as acknowledged with them.
    const bool mayBeHandedBack = clients.acknowledged > received && clients.acknowledged - received <= ledger.refused;
    return note
        + (mayBeHandedBack ? "it has handed the others back after the end of the traffic, or lost them."
                           : "they differ. Do not trust the ledger.");
}

} // namespace

std::string ledgerNote(const telemetry::Ledger& ledger, const std::optional<ClientCounts>& clients)
{
    return std::string(LedgerMethod) + (clients ? comparison(ledger, *clients) : std::string());
}

bool isLedgerMethod(std::string_view note)
{
    return note == LedgerMethod || (note.starts_with(LedgerMethod) && note.ends_with(CountsAgree));
}

} // namespace tailrace::run
