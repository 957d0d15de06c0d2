// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "ui/runs/run_list.h"

namespace tailrace::ui {

// One figure of two runs, and how far apart they are.
struct Difference {
    enum class Meaning { Unknown, WithinNoise, Faster, Slower, NoiseUnknown };

    std::optional<double> a, b;  // ms
    std::optional<double> noise; // ms; how far apart equal runs were; nothing: there are none
    Meaning meaning = Meaning::Unknown;

    std::optional<double> ms() const { return a && b ? std::optional(*b - *a) : std::nullopt; }
    std::optional<double> share() const { return a && b && *a > 0 ? std::optional((*b - *a) / *a) : std::nullopt; }
};

// Two runs side by side, line by line (see LineKeys).
struct RunComparison {
    RunEntry a, b;
    std::array<Difference, LineCount> p50, p99;
    std::size_t equalRuns = 0; // that the noise comes from, beside the two
};

// The same traffic against the same budget for the same time: what differs between such runs is noise.
bool areEqualRuns(const RunEntry& one, const RunEntry& other);

// The noise of a figure is the widest gap between runs that are equal to A, or to B; A and B count as equal to themselves. It takes two
// equal runs to know it. A difference means something only beyond it.
RunComparison compareRuns(const RunEntry& a, const RunEntry& b, const std::vector<RunEntry>& all);

// What the comparison says first: "B is faster: total P99 13.5 ms instead of 159 ms, 92 % less."
QString sentenceOf(const RunComparison& comparison);

} // namespace tailrace::ui
