// SPDX-License-Identifier: Apache-2.0
#include "ui/runs/run_comparison.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "ui/chart/number_text.h"

namespace tailrace::ui {
namespace {

using Meaning = Difference::Meaning;
using Figure = std::optional<double> RunFigures::*;

constexpr double EqualSeconds = 2;

// The widest gap of the figure between runs that are equal to `run`.
std::optional<double> gapAmong(const RunEntry& run, const std::vector<RunEntry>& all, std::size_t line, Figure figure)
{
    std::optional<double> least, most;
    std::set<QString> started; // a copy of a run is no second run
    for (const RunEntry& other : all) {
        const auto value = other.lines[line].*figure;
        if (!value || !areEqualRuns(run, other) || !started.insert(other.startedAt).second) continue;
        least = std::min(least.value_or(*value), *value);
        most = std::max(most.value_or(*value), *value);
    }
    return started.size() > 1 ? std::optional(*most - *least) : std::nullopt;
}

Difference differenceOf(const RunEntry& a, const RunEntry& b, const std::vector<RunEntry>& all, std::size_t line, Figure figure)
{
    Difference found{.a = a.lines[line].*figure, .b = b.lines[line].*figure, .noise = {}};
    if (!found.ms()) return found;
    // Runs that are equal to both would be compared with themselves: only the others tell the noise then.
    std::vector<RunEntry> others = all;
    if (areEqualRuns(a, b)) std::erase_if(others, [&](const RunEntry& run) { return run.file == a.file || run.file == b.file; });
    found.noise = std::max(gapAmong(a, others, line, figure), gapAmong(b, others, line, figure));
    if (!found.noise)
        found.meaning = Meaning::NoiseUnknown;
    else if (std::abs(*found.ms()) <= *found.noise)
        found.meaning = Meaning::WithinNoise;
    else
        found.meaning = *found.ms() < 0 ? Meaning::Faster : Meaning::Slower;
    return found;
}

} // namespace

bool areEqualRuns(const RunEntry& one, const RunEntry& other)
{
    return one.scenario == other.scenario && one.traffic == other.traffic && one.budget == other.budget
        && std::abs(one.durationSeconds - other.durationSeconds) < EqualSeconds;
}

RunComparison compareRuns(const RunEntry& a, const RunEntry& b, const std::vector<RunEntry>& all)
{
    RunComparison found{.a = a, .b = b, .p50 = {}, .p99 = {}};
    for (std::size_t line = 0; line < LineCount; ++line) {
        found.p50[line] = differenceOf(a, b, all, line, &RunFigures::p50Ms);
        found.p99[line] = differenceOf(a, b, all, line, &RunFigures::p99Ms);
    }
    found.equalRuns = static_cast<std::size_t>(std::ranges::count_if(all,
        [&](const RunEntry& run) { return run.file != a.file && run.file != b.file && (areEqualRuns(run, a) || areEqualRuns(run, b)); }));
    return found;
}

QString sentenceOf(const RunComparison& comparison)
{
    const Difference& total = comparison.p99[TotalLine];
    if (!total.ms()) return "One of the two has too few requests for a P99 of the total.";
    const QString numbers = "total P99 " + ms(total.b) + " instead of " + ms(total.a) + ", " + percent(std::abs(total.share().value_or(0)))
        + (*total.ms() < 0 ? " less" : " more");
    switch (total.meaning) {
    case Meaning::Faster: return "B is faster: " + numbers + ".";
    case Meaning::Slower: return "B is slower: " + numbers + ".";
    case Meaning::WithinNoise: return "No difference beyond the noise between equal runs: " + numbers + ".";
    case Meaning::NoiseUnknown:
    case Meaning::Unknown: break;
    }
    return "B against A: " + numbers + ". Whether that is more than noise is not known: it takes equal runs to tell.";
}

} // namespace tailrace::ui
