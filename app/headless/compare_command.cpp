// SPDX-License-Identifier: Apache-2.0
#include "app/headless/compare_command.h"

#include <cstdio>
#include <utility>

#include "app/headless/failed.h"
#include "app/run/run_environment.h"
#include "pipeline/report/block_bootstrap.h"
#include "pipeline/report/comparison_text.h"
#include "pipeline/report/run_file.h"

namespace tailrace::headless {
namespace {

namespace fs = std::filesystem;

struct NamedRun {
    report::ComparedRun figures;
    report::RunRecord record;
};

Result<NamedRun> readRun(const fs::path& given)
{
    auto record = report::readRunFile(run::runFileOf(given));
    if (!record) return record.error();
    auto figures = report::comparedRun(given.string(), *record);
    return NamedRun{std::move(figures), std::move(*record)};
}

std::string noiseSentence(const report::RunDifferences& differences, bool bootstrapped)
{
    std::string words;
    if (differences.equalRuns > 0)
        words = "Noise: the widest gap between equal runs (same traffic, budget and length), of which there are "
            + std::to_string(differences.equalRuns) + " beside A and B. ";
    if (bootstrapped)
        words +=
            "Noise without equal runs: 95 % of 200 redraws of the two runs from blocks of their own seconds lie within it (block bootstrap: Carlstein "
            "1986, Kuensch 1989). It does not hold what differs from one start to the next: to see that, give more runs like A and like B with --also. ";
    return words + "Where it is not known, a run is too short for that. A difference within the noise means nothing.";
}

} // namespace

int compareRunFiles(const CompareArguments& arguments)
{
    const auto a = readRun(arguments.a), b = readRun(arguments.b);
    if (!a) return wrongUsage(a.error());
    if (!b) return wrongUsage(b.error());
    std::vector<report::ComparedRun> all{a->figures, b->figures};
    for (const fs::path& file : arguments.also) {
        const auto more = readRun(file);
        if (!more) return wrongUsage(more.error());
        all.push_back(more->figures);
    }
    report::ComparedPair comparison{a->figures, b->figures, report::compareRuns(a->figures, b->figures, all), {}};
    using Meaning = report::Difference::Meaning;
    bool unknown = false;
    for (const auto* figures : {&comparison.differences.p50, &comparison.differences.p99})
        for (const auto& difference : *figures) unknown |= difference.meaning == Meaning::NoiseUnknown;
    for (const auto& group : comparison.differences.groups)
        unknown |= group.p50.meaning == Meaning::NoiseUnknown || group.p99.meaning == Meaning::NoiseUnknown;
    if (unknown) report::addNoiseWithin(comparison.differences, a->record, b->record);
    comparison.noise = noiseSentence(comparison.differences, unknown);
    const std::string text = arguments.format == "md" ? report::comparisonAsMarkdown(comparison)
        : arguments.format == "json"                  ? report::comparisonAsJson(comparison)
                                                      : report::comparisonAsText(comparison);
    std::printf("%s", text.c_str());
    return ExitOk;
}

} // namespace tailrace::headless
