// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "app/verify/comparison.h"

namespace tailrace::verify {

// The ledger of the whole run in a run file (docs/run-file.md).
struct RunLedger {
    std::uint64_t received = 0;
    std::uint64_t malformed = 0;
    std::uint64_t inFlight = 0;
    LedgerTerms terms;
};

// Throws Unreadable when it is no run file, or one of a newer version.
RunLedger readRunLedger(const std::filesystem::path& runFile);

// How many events the run file says were generated past: 0 when it speaks of none. Throws as above.
std::uint64_t readPastEvents(const std::filesystem::path& runFile);

// How many cuts a run file accounts for that were asked for and are not there: those that its notes name, and one for each end of the
// engine without notice, for one is under way at a time. Throws as above.
std::uint64_t readLostCuts(const std::filesystem::path& runFile);

// The features' profile in a run file; "tailrace" when it does not say. Throws as above.
std::string readRunProfile(const std::filesystem::path& runFile);

// Against the oracle at the end of the journal, and the two sums that must always balance. With events in flight, what they will
// count as is not known, so only the sums can be compared.
std::vector<Difference> compareRunLedger(const RunLedger& found, const LedgerTerms& expected, std::uint64_t deadLetters);

} // namespace tailrace::verify
