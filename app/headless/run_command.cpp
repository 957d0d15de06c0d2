// SPDX-License-Identifier: Apache-2.0
#include "app/headless/run_command.h"

#include <cstdio>

#include "app/headless/exit_code.h"
#include "app/headless/traffic_run.h"
#include "app/run/journal_replay.h"
#include "app/run/out_folder.h"

namespace tailrace::headless {
namespace {

int wrongUsage(const Error& error)
{
    std::fprintf(stderr, "tailrace-headless: %s\n", error.context().c_str());
    return ExitUsage;
}

int failed(const std::string& words)
{
    std::fprintf(stderr, "tailrace-headless: %s\n", words.c_str());
    return ExitFailed;
}

// Gives the run its journal and its folder, and plays.
int play(Result<run::RunPlan> plan)
{
    if (!plan) return wrongUsage(plan.error());
    if (auto room = makeRoom(*plan); !room) return failed(room.error().context());
    const run::RunEnvironment& environment = plan->environment;
    auto folder = run::OutFolder::make(environment.arguments.out);
    if (!folder) return wrongUsage(folder.error());
    if (auto taken = folder->setAside(plan->reportBytes); !taken) return failed(taken.error().context() + ". Nothing was started.");
    if (!environment.arguments.quiet) {
        std::printf("Journal: %s, in %s\n", environment.journalWords.c_str(), environment.pipeline.journalDirectory.c_str());
        std::fflush(stdout);
    }
    const auto code = playTraffic(std::move(*plan));
    if (!code) return failed(code.error().message());
    folder->keep();
    return *code;
}

} // namespace

int runScenario(const run::RunArguments& run, const run::ScenarioArguments& scenario) { return play(planScenario(run, scenario)); }

int replayFile(const run::RunArguments& run, const run::ReplayArguments& replay)
{
    const auto runFile = run::runFileAt(replay.file);
    return play(runFile ? planJournalReplay(run, *runFile, replay.pace) : planReplay(run, replay));
}

} // namespace tailrace::headless
