// SPDX-License-Identifier: Apache-2.0
#include "pipeline/report/run_comparison.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>

#include "pipeline/report/quantiles.h"

namespace tailrace::report {
namespace {

constexpr double EqualSeconds = 2;

// Picks one figure of a run.
using Figure = std::function<std::optional<double>(const ComparedRun&)>;

// The widest gap of the figure between runs that are equal to `run`.
std::optional<double> gapAmong(const ComparedRun& run, const std::vector<ComparedRun>& all, const Figure& figure)
{
    std::optional<double> least, most;
    std::set<std::string> started; // a copy of a run is no second run
    for (const ComparedRun& other : all) {
        const auto value = figure(other);
        if (!value || !areEqualRuns(run, other) || !started.insert(other.startedAt).second) continue;
        least = std::min(least.value_or(*value), *value);
        most = std::max(most.value_or(*value), *value);
    }
    return started.size() > 1 ? std::optional(*most - *least) : std::nullopt;
}

Difference differenceOf(const ComparedRun& a, const ComparedRun& b, const std::vector<ComparedRun>& others, const Figure& figure)
{
    Difference found{.a = figure(a), .b = figure(b), .noise = {}};
    found.judge(std::max(gapAmong(a, others, figure), gapAmong(b, others, figure)));
    return found;
}

using Quantile = std::optional<double> RunFigures::*;

Figure figureOf(std::size_t line, Quantile quantile)
{
    return [line, quantile](const ComparedRun& run) { return run.lines[line].*quantile; };
}

const ComparedGroup* groupOf(const ComparedRun& run, const telemetry::StageGroup& group)
{
    const auto found = std::ranges::find(run.groups, group, &ComparedGroup::group);
    return found == run.groups.end() ? nullptr : &*found;
}

Figure figureOf(const telemetry::StageGroup& group, Quantile quantile)
{
    return [group, quantile](const ComparedRun& run) {
        const ComparedGroup* found = groupOf(run, group);
        return found ? found->figures.*quantile : std::nullopt;
    };
}

RunFigures figuresOf(const RunRecord& record, const std::string& key)
{
    const auto series = record.series.find(key);
    if (series == record.series.end()) return {};
    const Quantiles values = quantilesOf(series->second);
    return {values.p50, values.p99};
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
    for (std::size_t line = 0; line < ComparedLines; ++line) run.lines[line] = figuresOf(record, std::string(ComparedKeys[line]));
    for (const auto& group : telemetry::groupsOf(record.budget))
        run.groups.push_back({group, figuresOf(record, telemetry::groupSeriesKey(group.key))});
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
        found.p50[line] = differenceOf(a, b, others, figureOf(line, &RunFigures::p50Ms));
        found.p99[line] = differenceOf(a, b, others, figureOf(line, &RunFigures::p99Ms));
    }
    for (const ComparedGroup& of : a.groups) {
        if (!groupOf(b, of.group)) continue;
        found.groups.push_back({of.group.key, differenceOf(a, b, others, figureOf(of.group, &RunFigures::p50Ms)),
            differenceOf(a, b, others, figureOf(of.group, &RunFigures::p99Ms))});
    }
    found.equalRuns = static_cast<std::size_t>(std::ranges::count_if(all,
        [&](const ComparedRun& run) { return !isOneOfThem(run) && (areEqualRuns(run, a) || areEqualRuns(run, b)); }));
    return found;
}

} // namespace tailrace::report
