// SPDX-License-Identifier: Apache-2.0
#include "app/run/journal_replay.h"

#include <fstream>

#include "app/run/out_folder.h"
#include "pipeline/report/number_format.h"
#include "pipeline/report/report_reserve.h"
#include "pipeline/report/run_file.h"
#include "pipeline/simulator/journalled_events.h"

namespace tailrace::run {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::minutes UnpacedReport{2}; // nobody knows beforehand how long a replay at pace max takes

std::vector<std::string> modelledIn(const report::RunRecord& recorded, std::uint64_t leftOut)
{
    std::vector<std::string> lines{"The events are those of the run of " + recorded.startedAt + " (" + recorded.scenario
        + "), with the due times that they had then. What went wrong in that run on purpose does not go wrong again, and nothing is sold: the stock "
          "stays as it is at the start."};
    for (const std::string& line : recorded.measuring.modelled)
        if (line.starts_with("Shoppers,")) lines.push_back("Of that run: " + line);
    if (leftOut > 0) lines.push_back(std::to_string(leftOut) + " malformed texts are left out: the journal does not hold them whole.");
    return lines;
}

} // namespace

std::optional<fs::path> runFileAt(const fs::path& given)
{
    const fs::path file = runFileOf(given);
    constexpr std::string_view Begin = "SQLite format 3";
    std::string begin(Begin.size(), '\0');
    std::ifstream in(file, std::ios::binary);
    in.read(begin.data(), static_cast<std::streamsize>(begin.size()));
    return in && begin == Begin ? std::optional(file) : std::nullopt;
}

Result<RunPlan> planJournalReplay(const RunArguments& run, const fs::path& runFile, const std::string& pace)
{
    const auto parsed = simulator::ReplayPace::parse(pace);
    if (!parsed) return parsed.error();
    const auto recorded = report::readRunFile(runFile);
    if (!recorded) return recorded.error();
    auto events = simulator::JournalledEvents::open(OutFolder::journalIn(runFile.parent_path()), *parsed);
    if (!events) return events.error();
    auto environment = prepareRun(run);
    if (!environment) return environment.error();
    environment->pipeline.checkpointDirectory = checkpointsOf(run); // what the run did beside its traffic, this one does too
    environment->pipeline.seed = recorded->seed.value_or(1);
    // The same shop: a scenario's catalogue follows from its seed.
    auto catalogue = std::make_unique<const simulator::Catalogue>(simulator::generateCatalogue(recorded->seed.value_or(1)));
    auto tables = tablesOf(*catalogue);
    const auto pastEvents = static_cast<double>((*events)->pastEvents());
    const std::chrono::duration<double> pastSpan(recorded->past ? recorded->past->span : 0);
    const std::string count = report::grouped((*events)->events());
    const auto duration = (*events)->isPaced() ? std::optional((*events)->duration()) : std::nullopt;
    const std::uint64_t bytes = (*events)->journalBytes();
    auto modelled = modelledIn(*recorded, (*events)->leftOut());
    return RunPlan{.environment = std::move(*environment),
        .traffic = {.catalogue = std::move(catalogue),
            .source = std::move(*events),
            .tables = std::move(tables),
            .scenario = "replay of " + recorded->scenario + ", " + recorded->startedAt,
            .inWords = count + " recorded events at pace " + pace,
            .seed = std::nullopt,
            .duration = duration,
            .pastEvents = pastEvents,
            .pastSpan = std::chrono::duration_cast<std::chrono::nanoseconds>(pastSpan),
            .notes = {},
            .modelled = std::move(modelled)},
        .journalBytes = bytes,
        .reportBytes = report::reserveBytesFor(duration ? std::chrono::ceil<std::chrono::seconds>(*duration) : UnpacedReport),
        .smaller = "Replay a shorter run"};
}

} // namespace tailrace::run
