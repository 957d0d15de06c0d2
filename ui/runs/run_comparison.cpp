// SPDX-License-Identifier: Apache-2.0
#include "ui/runs/run_comparison.h"

#include <algorithm>
#include <cmath>
#include <iterator>

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
        .lines = run.lines};
}

} // namespace

RunComparison compareRuns(const RunEntry& a, const RunEntry& b, const std::vector<RunEntry>& all)
{
    std::vector<report::ComparedRun> others;
    std::ranges::transform(all, std::back_inserter(others), compared);
    return {report::compareRuns(compared(a), compared(b), others), a, b};
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
