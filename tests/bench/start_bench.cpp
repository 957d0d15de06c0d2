// SPDX-License-Identifier: Apache-2.0
// tailrace-headless as a user starts it: from the process' start to its first measured event, and what it burns when it idles.
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "pipeline/report/run_file.h"
#include "pipeline/runtime/child_process.h"
#include "pipeline/runtime/embedded_redis.h"
#include "pipeline/telemetry/cpu_clock.h"
#include "tests/bench/bench_directory.h"
#include "tests/bench/bench_figures.h"

namespace {

using namespace tailrace;
using namespace std::chrono_literals;
using Seconds = std::chrono::duration<double>;

constexpr double MostStartSeconds = 2;
constexpr double MostIdlePercent = 5;

Result<runtime::ChildProcess> startHeadless(const std::string& out, std::vector<std::string> more)
{
    std::vector<std::string> arguments{"run", "--out", out};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return runtime::ChildProcess::start({.program = TAILRACE_BINARY_DIR "/bin/tailrace-headless", .arguments = arguments});
}

// True: the condition holds before the deadline.
template <class Condition>
bool await(Condition condition, std::chrono::seconds deadline)
{
    const auto until = std::chrono::steady_clock::now() + deadline;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > until) return false;
        std::this_thread::sleep_for(10ms);
    }
    return true;
}

// So few events that the run file holds the trace of each; stamps are of the host's one monotonic clock.
Result<double> startSeconds(const std::string& out)
{
    const Stamp started = std::chrono::steady_clock::now();
    auto run = startHeadless(out, {"--scenario", "steady", "--duration", "1s", "--rate", "40", "--quiet"});
    if (!run) return run.error();
    const bool ended = await(
        [&run] {
            run->readOutput();
            return !run->running();
        },
        30s);
    if (!ended) return Error(ErrorCode::Timeout, "tailrace-headless does not end");
    const auto record = report::readRunFile(out + "/run.tailrace");
    if (!record) return record.error();
    if (record->traces.empty() || record->traces.size() != record->ledger.applied) return Error(ErrorCode::Internal, "a trace is missing");
    Stamp first = Stamp::max();
    for (const telemetry::Trace& trace : record->traces) first = std::min(first, trace.stamps.stored);
    return Seconds(first - started).count();
}

// The process and its servers.
std::vector<pid_t> family(pid_t pid)
{
    std::vector<pid_t> pids{pid};
    std::ifstream children("/proc/" + std::to_string(pid) + "/task/" + std::to_string(pid) + "/children");
    for (pid_t child = 0; children >> child;) pids.push_back(child);
    return pids;
}

double cpuSeconds(const std::vector<pid_t>& pids)
{
    double sum = 0;
    for (const pid_t pid : pids) {
        const auto used = telemetry::processCpuTime(pid);
        sum += used ? Seconds(*used).count() : 0;
    }
    return sum;
}

// A second of traffic, then none for far longer than is measured.
std::string writeQuietScenario(const std::string& file)
{
    std::ofstream(file) << R"({"name": "quiet", "description": "A few events, then none.", "seed": 1, "shoppers": 100, "eventBytes": 650,
  "stages": [{"duration": "1s", "from": 10, "to": 10}, {"duration": "1h", "from": 0, "to": 0}],
  "mix": {"requestShare": 0.1}})";
    return file;
}

Result<double> idlePercent(const std::string& out, double seconds)
{
    auto run = startHeadless(out, {"--scenario", writeQuietScenario(out + ".json")});
    if (!run) return run.error();
    std::string said;
    // Four seconds without traffic: it takes two until it fetches at leisure.
    const bool idle = await([&] { return (said += run->readOutput()).find("\n0:05  ") != std::string::npos; }, 30s);
    if (!idle) return Error(ErrorCode::Timeout, "tailrace-headless does not idle: " + said);
    const auto pids = family(run->pid());
    if (pids.size() != 3) return Error(ErrorCode::Internal, "tailrace-headless should have a broker and a Redis");
    const auto began = std::chrono::steady_clock::now();
    const double before = cpuSeconds(pids);
    std::this_thread::sleep_for(Seconds(seconds));
    const double used = cpuSeconds(pids) - before;
    const double elapsed = Seconds(std::chrono::steady_clock::now() - began).count();
    run->stop(10s);
    return 100 * used / elapsed;
}

int failed(const Error& error)
{
    std::fprintf(stderr, "start_bench: %s\n", error.message().c_str());
    return 1;
}

} // namespace

int main()
{
    if (runtime::EmbeddedRedis::installedProgram().empty()) return std::puts("skipped: redis-server is not installed") < 0;
    const bench::BenchDirectory directory;
    const double seconds = bench::secondsPerFigure(10.0);
    std::vector<double> starts;
    for (int i = 0; i < (seconds < 1 ? 1 : 5); ++i) {
        const auto start = startSeconds(directory.path() + "/start" + std::to_string(i));
        if (!start) return failed(start.error());
        starts.push_back(*start);
    }
    std::sort(starts.begin(), starts.end());
    const double start = starts[starts.size() / 2];
    std::printf("process start to first measured event: median %.2f s, worst of %zu %.2f s (asked: below %.0f s): %s\n", start,
        starts.size(), starts.back(), MostStartSeconds, start < MostStartSeconds ? "met" : "missed");
    const auto idle = idlePercent(directory.path() + "/idle", seconds);
    if (!idle) return failed(idle.error());
    std::printf("idle, with broker and Redis: %.1f %% of a core (asked: below %.0f %%): %s\n", *idle, MostIdlePercent,
        *idle < MostIdlePercent ? "met" : "missed");
    return 0;
}
