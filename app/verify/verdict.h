// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <ostream>
#include <string>
#include <vector>

#include "app/verify/feature.h"

namespace tailrace::verify {

struct RunFolder {
    std::filesystem::path folder; // with journal/, cuts/*.jsonl, run.tailrace
    std::vector<Feature> features;
    std::string explainedKey; // empty: verify
};

// Recomputes what a run left behind, compares, and prints a short verdict and the first differences. 0: equal, 1: different or
// vacuous. Throws Unreadable when there is nothing to read.
int verifyRun(const RunFolder& run, std::ostream& out);

// Prints how the features of a key came about, at the last cut, or at the end of the journal when there is none. 0: explained.
int explainKey(const RunFolder& run, std::ostream& out);

} // namespace tailrace::verify
