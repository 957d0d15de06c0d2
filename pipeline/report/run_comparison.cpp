// SPDX-License-Identifier: Apache-2.0
#include "pipeline/report/run_comparison.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "pipeline/report/quantiles.h"

namespace tailrace::report {
namespace {

using Figure = std::optional<double> RunFigures::*;

constexpr double EqualSeconds = 2;

// The widest gap of the figure between runs that are equal to `run`.
std::optional<double> gapAmong(const ComparedRun& run, const std::vector<ComparedRun>& all, std::size_t line, Figure figure)
{
    std::optional<double> least, most;
    std::set<std::string> started; // a copy of a run is no second run
    for (const ComparedRun& other : all) {
        const auto value = other.lines[line].*figure;
        if (!value || !areEqualRuns(run, other) || !started.insert(other.startedAt).second) continue;
        least = std::min(least.value_or(*value), *value);
        most = std::max(most.value_or(*value), *value);
    }
    return started.size() > 1 ? std::optional(*most - *least) : std::nullopt;
}

Difference differenceOf(const ComparedRun& a, const ComparedRun& b, const std::vector<ComparedRun>& others, std::size_t line, Figure figure)
{
    Difference found{.a = a.lines[line].*figure, .b = b.lines[line].*figure, .noise = {}};
    found.judge(std::max(gapAmong(a, others, line, figure), gapAmong(b, others, line, figure)));
    return found;
}

} // namespace

ComparedRun comparedRun(std::string name, const RunRecord& record)
{
    ComparedRun run{.name = std::move(name),
        .scenario = record.scenario,
        .traffic = {},
        .budget = record.budget.name,
        .startedAt = record.startedAt,
        .durationSeconds = record.durationSeconds,
        .lines = {}};
    if (const auto traffic = record.configuration.find("traffic"); traffic != record.configuration.end()) run.traffic = traffic->second;
    for (std::size_t line = 0; line < ComparedLines; ++line) {
        const auto series = record.series.find(std::string(ComparedKeys[line]));
        if (series == record.series.end()) continue;
        const Quantiles values = quantilesOf(series->second);
        run.lines[line] = {values.p50, values.p99};
    }
    return run;
}

void Difference::judge(std::optional<double> noiseMs)
{
    if (!ms()) return;
    noise = noiseMs;
    if (!noise)
        meaning = Meaning::NoiseUnknown;
    else if (std::abs(*ms()) <= *noise)
        meaning = Meaning::WithinNoise;
    else
        meaning = *ms() < 0 ? Meaning::Faster : Meaning::Slower;
}

bool areEqualRuns(const ComparedRun& one, const ComparedRun& other)
{
    return one.scenario == other.scenario && one.traffic == other.traffic && one.budget == other.budget
        && std::abs(one.durationSeconds - other.durationSeconds) < EqualSeconds;
}

RunDifferences compareRuns(const ComparedRun& a, const ComparedRun& b, const std::vector<ComparedRun>& all)
{
    RunDifferences found;
    const auto isOneOfThem = [&](const ComparedRun& run) { return run.name == a.name || run.name == b.name; };
    // Runs that are equal to both would be compared with themselves: only the others tell the noise then.
    std::vector<ComparedRun> others = all;
    if (areEqualRuns(a, b)) std::erase_if(others, isOneOfThem);
    for (std::size_t line = 0; line < ComparedLines; ++line) {
        found.p50[line] = differenceOf(a, b, others, line, &RunFigures::p50Ms);
        found.p99[line] = differenceOf(a, b, others, line, &RunFigures::p99Ms);
    }
    found.equalRuns = static_cast<std::size_t>(std::ranges::count_if(all,
        [&](const ComparedRun& run) { return !isOneOfThem(run) && (areEqualRuns(run, a) || areEqualRuns(run, b)); }));
    return found;
}

} // namespace tailrace::report
