// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "pipeline/report/run_comparison.h"
#include "ui/runs/run_list.h"

namespace tailrace::ui {

using report::Difference;

// Two runs side by side, line by line (see LineKeys).
struct RunComparison : report::RunDifferences {
    RunEntry a, b;
};

// See report::compareRuns.
RunComparison compareRuns(const RunEntry& a, const RunEntry& b, const std::vector<RunEntry>& all);

// What the comparison says first: "B is faster: total P99 13.5 ms instead of 159 ms, 92 % less."
QString sentenceOf(const RunComparison& comparison);

} // namespace tailrace::ui
