// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "pipeline/report/run_comparison.h"
#include "ui/runs/overlay_reader.h"
#include "ui/runs/run_list.h"

namespace tailrace::ui {

using report::Difference;

// Two runs side by side, line by line (see LineKeys).
struct RunComparison : report::RunDifferences {
    RunEntry a, b;

    // The lines of LineKeys, then the groups that both runs have.
    std::size_t lineCount() const { return LineCount + groups.size(); }
    const Difference& p50Of(std::size_t line) const { return line < LineCount ? p50[line] : groups[line - LineCount].p50; }
    const Difference& p99Of(std::size_t line) const { return line < LineCount ? p99[line] : groups[line - LineCount].p99; }
    QString nameOf(std::size_t line) const;
    // Of a line behind LineKeys.
    const telemetry::StageGroup& groupOf(std::size_t line) const;
};

// See report::compareRuns.
RunComparison compareRuns(const RunEntry& a, const RunEntry& b, const std::vector<RunEntry>& all);

// Which files are drawn over each other, and which for the noise: of the runs that are equal to one of the two the newest few.
OverlayWish overlayOf(const RunEntry& a, const RunEntry& b, const std::vector<RunEntry>& all);

// What the comparison says first: "B is faster: total P99 13.5 ms instead of 159 ms, 92 % less."
QString sentenceOf(const RunComparison& comparison);

} // namespace tailrace::ui
