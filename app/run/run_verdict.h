// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "pipeline/report/run_record.h"

namespace tailrace::run {

// What the traffic left undone; a run that is measured only in part has not passed.
struct LeftOver {
    std::uint64_t neverAccepted = 0; // refused, and not taken before the end
    bool storeIsBehind = false;      // the feature store does not hold all that was applied
    std::string trafficFailure;      // why the traffic ended before its end; empty: it did not
    std::string neverBegan{};        // why there was none; empty: there was
};

// Why the run did not pass, a sentence each; empty when it did.
std::vector<std::string> failuresOf(const report::RunRecord& record, const LeftOver& leftOver);

} // namespace tailrace::run
