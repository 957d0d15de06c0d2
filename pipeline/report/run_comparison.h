// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/report/run_record.h"
#include "pipeline/telemetry/stage_group.h"

namespace tailrace::report {

// What any two runs are compared by: the five stages, then the two ends.
inline constexpr std::size_t ComparedLines = telemetry::StageCount + 2;
inline constexpr std::array<std::string_view, ComparedLines> ComparedKeys{
    "collect", "sessionize", "store", "recommend", "experience", "freshness", "total"};

struct RunFigures {
    std::optional<double> p50Ms, p99Ms;
};

// A group of stages that the run's budget names.
struct ComparedGroup {
    telemetry::StageGroup group;
    RunFigures figures;
};

// A run, as far as a comparison needs it.
struct ComparedRun {
    std::string name; // that tells it from the others
    std::string scenario, traffic, budget, startedAt;
    double durationSeconds = 0;
    std::array<RunFigures, ComparedLines> lines;
    std::vector<ComparedGroup> groups{};
};
ComparedRun comparedRun(std::string name, const RunRecord& record);

// One figure of two runs, and how far apart they are.
struct Difference {
    enum class Meaning { Unknown, WithinNoise, Faster, Slower, NoiseUnknown };

    std::optional<double> a, b;  // ms
    std::optional<double> noise; // ms; as far apart may be runs that differ in nothing; nothing: not known
    Meaning meaning = Meaning::Unknown;

    std::optional<double> ms() const { return a && b ? std::optional(*b - *a) : std::nullopt; }
    std::optional<double> share() const { return a && b && *a > 0 ? std::optional((*b - *a) / *a) : std::nullopt; }
    // Takes the noise, and what follows from it.
    void judge(std::optional<double> noiseMs);
};

struct GroupDifference {
    std::string key; // of the group
    Difference p50, p99;
};

// Line by line, in the order of ComparedKeys; then the groups of the same name and stages in both runs.
struct RunDifferences {
    std::array<Difference, ComparedLines> p50, p99;
    std::vector<GroupDifference> groups{};
    std::size_t equalRuns = 0; // that the noise comes from, beside the two
};

// The same traffic against the same budget for the same time: what differs between such runs is noise.
bool areEqualRuns(const ComparedRun& one, const ComparedRun& other);

// The noise of a figure is the widest gap between runs of `all` that are equal to A, or to B; A and B count as equal to themselves. It
// takes two equal runs to know it. A difference means something only beyond it.
RunDifferences compareRuns(const ComparedRun& a, const ComparedRun& b, const std::vector<ComparedRun>& all);

} // namespace tailrace::report
