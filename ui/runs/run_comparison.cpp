// SPDX-License-Identifier: Apache-2.0
#include "ui/runs/run_comparison.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <set>

#include "ui/chart/number_text.h"

namespace tailrace::ui {
namespace {

using Meaning = Difference::Meaning;
report::ComparedRun compared(const RunEntry& run)
{
    return {.name = run.file.string(),
        .scenario = run.scenario.toStdString(),
        .traffic = run.traffic.toStdString(),
        .budget = run.budget.toStdString(),
        .startedAt = run.startedAt.toStdString(),
        .durationSeconds = run.durationSeconds,
        .lines = run.lines,
        .groups = run.groups};
}

} // namespace

RunComparison compareRuns(const RunEntry& a, const RunEntry& b, const std::vector<RunEntry>& all)
{
    std::vector<report::ComparedRun> others;
    std::ranges::transform(all, std::back_inserter(others), compared);
    return {report::compareRuns(compared(a), compared(b), others), a, b};
}

QString RunComparison::nameOf(std::size_t line) const
{
    if (line < LineCount) return text(LineNames[line]);
    const std::string& key = groups[line - LineCount].key;
    for (std::size_t i = 0; i < a.groups.size(); ++i)
        if (a.groups[i].group.key == key && !a.groupTitles[i].isEmpty()) return a.groupTitles[i];
    return text(key);
}

const telemetry::StageGroup& RunComparison::groupOf(std::size_t line) const
{
    const std::string& key = groups[line - LineCount].key;
    return std::ranges::find(a.groups, key, [](const report::ComparedGroup& one) { return one.group.key; })->group;
}

OverlayWish overlayOf(const RunEntry& a, const RunEntry& b, const std::vector<RunEntry>& all)
{
    constexpr std::size_t MostEqualRuns = 8; // of either: reading a file takes a moment
    OverlayWish wish{.a = a.file, .b = b.file, .likeA = {}, .likeB = {}, .areEqual = report::areEqualRuns(compared(a), compared(b))};
    std::set<QString> started{a.startedAt, b.startedAt}; // a copy of a run is no second run
    for (const RunEntry& run : all) {
        const bool isLikeA = report::areEqualRuns(compared(run), compared(a)), isLikeB = report::areEqualRuns(compared(run), compared(b));
        if ((!isLikeA && !isLikeB) || !started.insert(run.startedAt).second) continue;
        auto& files = isLikeA ? wish.likeA : wish.likeB;
        if (files.size() < MostEqualRuns)
            files.push_back(run.file);
        else
            ++wish.leftOut;
    }
    return wish;
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
