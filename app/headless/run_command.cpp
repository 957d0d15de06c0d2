// SPDX-License-Identifier: Apache-2.0
#include "app/headless/run_command.h"

#include <cstdio>

#include "app/headless/failed.h"
#include "app/headless/supervisor.h"
#include "app/headless/traffic_run.h"
#include "app/run/journal_replay.h"
#include "app/run/out_folder.h"

namespace tailrace::headless {
namespace {

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

int goOn(const std::filesystem::path& out, const std::string& redis, std::optional<bool> quiet, std::optional<Stamp> died)
{
    auto state = run::loadRunState(out);
    if (!state) return state.error().code() == ErrorCode::NotFound ? wrongUsage(state.error()) : failed(state.error().context());
    if (!redis.empty()) state->arguments.redis = redis;
    if (state->redisWantsPassword && state->arguments.redis.empty())
        return wrongUsage(Error(ErrorCode::InvalidInput,
            "the Redis of this run wants a password, which is not kept: give its --redis again"));
    if (quiet) state->arguments.quiet = *quiet;
    state->died = died;
    auto plan = run::planResume(std::move(*state));
    if (!plan) return wrongUsage(plan.error());
    const auto code = playTraffic(std::move(*plan));
    return code ? *code : failed(code.error().message());
}

} // namespace

int resumeRun(const std::filesystem::path& out, const std::string& redis, bool quiet) { return goOn(out, redis, quiet, std::nullopt); }

int superviseScenario(const run::RunArguments& run, const run::ScenarioArguments& scenario)
{
    return supervise([&] { return runScenario(run, scenario); }, [&](Stamp died) { return goOn(run.out, run.redis, std::nullopt, died); },
        [&] { return std::filesystem::exists(run.out / run::RunStateName); });
}

int runScenario(const run::RunArguments& run, const run::ScenarioArguments& scenario) { return play(planScenario(run, scenario)); }

int replayFile(const run::RunArguments& run, const run::ReplayArguments& replay)
{
    const auto runFile = run::runFileAt(replay.file);
    return play(runFile ? planJournalReplay(run, *runFile, replay.pace) : planReplay(run, replay));
}

} // namespace tailrace::headless
