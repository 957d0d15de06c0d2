// SPDX-License-Identifier: Apache-2.0
#include "app/run/run_verdict.h"

#include <algorithm>

#include "pipeline/report/number_format.h"

namespace tailrace::run {
namespace {

std::string events(std::uint64_t count) { return report::grouped(count) + (count == 1 ? " event" : " events"); }

} // namespace

std::vector<std::string> failuresOf(const report::RunRecord& record, const LeftOver& leftOver)
{
    std::vector<std::string> sentences;
    const telemetry::Ledger& ledger = record.ledger;
    if (!ledger.balanced())
        sentences.push_back("The ledger does not balance: lost " + report::groupedSigned(ledger.lost()) + "; do not trust the numbers.");
    if (ledger.inFlight > 0)
        sentences.push_back("Accepted, but still in flight at the end: " + events(ledger.inFlight)
            + ". They would have been the slowest, so the percentiles say too little and no latency threshold passes.");
    if (ledger.received > 0 && ledger.accepted == 0) sentences.emplace_back("Nothing was accepted: every event was malformed.");
    if (leftOver.neverAccepted > 0) sentences.push_back("Due, but never accepted: " + events(leftOver.neverAccepted) + ".");
    if (leftOver.storeIsBehind && ledger.inFlight == 0) sentences.emplace_back("The feature store did not hold all values at the end.");
    if (!leftOver.trafficFailure.empty()) sentences.push_back("The traffic ended early: " + leftOver.trafficFailure);
    if (!leftOver.neverBegan.empty()) sentences.push_back("The traffic never began: " + leftOver.neverBegan + ". Nothing was measured.");
    const auto failed = std::ranges::count(record.thresholds, false, &report::Threshold::passed);
    if (failed > 0)
        sentences.push_back("Thresholds failed: " + std::to_string(failed) + " of " + std::to_string(record.thresholds.size()) + ".");
    return sentences;
}

} // namespace tailrace::run
