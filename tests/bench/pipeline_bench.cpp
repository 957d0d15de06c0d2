// SPDX-License-Identifier: Apache-2.0
// The whole pipeline in this process, with its embedded servers, at a given rate: CPU time per event and role, and what telemetry
// costs. Rounds without and with telemetry alternate, so that both meet the same neighbours. Events carry their stamps in both, so
// the difference is recording, sampling and gathering. What the stamps cost is printed beside it: how often the engine reads its clock for
// an event (all its readings, those of idle loops too, counted in a round of its own) times what one reading costs here; and the sum.
//
// pipeline_bench [EVENTS PER SECOND [SECONDS]]
//
// With SECONDS one round of that length, with telemetry: whether the rate is sustained. "pipeline_bench 70000 60" is the minute of
// write-through that is asked for.
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <set>
#include <vector>

#include "pipeline/runtime/embedded_redis.h"
#include "pipeline/telemetry/clock_cost.h"
#include "tests/bench/bench_figures.h"
#include "tests/bench/pipeline_round.h"

namespace {

using namespace tailrace;
using bench::RoundFigures;
using Rounds = std::vector<RoundFigures>;

constexpr double MostTelemetryPercent = 8;
constexpr double LatencyRate = 20'000; // events a second

double median(const Rounds& rounds, const std::function<double(const RoundFigures&)>& figure)
{
    std::vector<double> values;
    for (const RoundFigures& round : rounds) values.push_back(figure(round));
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

double microsPerEvent(const RoundFigures& round, double cpuSeconds) { return 1e6 * cpuSeconds / static_cast<double>(round.events); }

void printRole(const char* role, const Rounds& off, const Rounds& on, const std::function<double(const RoundFigures&)>& cpuSeconds)
{
    const auto micros = [&](const RoundFigures& round) { return microsPerEvent(round, cpuSeconds(round)); };
    std::printf("  %-24s %8.2f %8.2f\n", role, median(off, micros), median(on, micros));
}

void printRoles(const Rounds& off, const Rounds& on)
{
    std::set<std::string> roles;
    for (const Rounds* rounds : {&off, &on})
        for (const RoundFigures& round : *rounds)
            for (const auto& [role, seconds] : round.cpuSeconds) roles.insert(role);
    std::printf("CPU us per event, median      off       on\n");
    for (const std::string& role : roles) {
        printRole(role.c_str(), off, on, [&role](const RoundFigures& round) {
            const auto found = round.cpuSeconds.find(role);
            return found == round.cpuSeconds.end() ? 0.0 : found->second;
        });
    }
    printRole("engine (its threads)", off, on, [](const RoundFigures& round) { return round.engineCpuSeconds; });
    printRole("all together", off, on, [](const RoundFigures& round) { return round.allCpuSeconds; });
}

// The limits are those of the rate at which they are asked for.
void printLatency(const char* name, double ms, double limitMs, double perSecond)
{
    std::printf("%s %.2f ms", name, ms);
    if (perSecond == LatencyRate) std::printf(" (asked: below %.0f ms): %s", limitMs, ms < limitMs ? "met" : "missed");
    std::puts("");
}

// Sustained: what is offered is applied, and what waits is less than a second of it.
bool printSustained(const Rounds& rounds, double perSecond)
{
    const double applied = median(rounds, [](const RoundFigures& round) { return static_cast<double>(round.events) / round.seconds; });
    double behind = 0;
    for (const RoundFigures& round : rounds) behind = std::max(behind, static_cast<double>(round.lagEvents));
    const bool isSustained = applied > 0.99 * perSecond && behind < perSecond;
    std::printf("%.0f events/s asked, %.0f applied, at most %.0f behind: %s\n", perSecond, applied, behind,
        isSustained ? "sustained" : "not sustained");
    return isSustained;
}

// "Off" without its clock readings is what an engine would cost that measures nothing at all.
void printTelemetry(const Rounds& off, const Rounds& on, const RoundFigures& counted)
{
    const auto engine = [](const RoundFigures& round) { return microsPerEvent(round, round.engineCpuSeconds); };
    const double without = median(off, engine), with = median(on, engine);
    const double readings = static_cast<double>(counted.clockReadings) / static_cast<double>(counted.events);
    const double nanos = telemetry::costOfReading(SystemClock()).count();
    const double clock = readings * nanos / 1e3;
    const auto over = [](double more, double base) { return 100 * (more / base - 1); };
    const double sum = over(with, without - clock);
    const auto judged = [](double percent) { return percent < MostTelemetryPercent ? "met" : "missed"; };
    std::printf("telemetry adds %.1f %% to the engine's CPU per event (asked: below %.0f %%): %s\n", over(with, without),
        MostTelemetryPercent, judged(over(with, without)));
    std::printf("clock: %.1f readings per event x %.0f ns = %.2f us, %.1f %% of an engine that never reads it (\"off\" does)\n", readings,
        nanos, clock, over(without, without - clock));
    std::printf("sum: telemetry and clock add %.1f %% (asked: below %.0f %%): %s\n", sum, MostTelemetryPercent, judged(sum));
}

void printSummary(const Rounds& on, double perSecond)
{
    const auto perCpuSecond = [](const RoundFigures& round) { return static_cast<double>(round.events) / round.allCpuSeconds; };
    std::printf("with telemetry: %.0f events per CPU-second over all roles, %.0f events/s applied\n", median(on, perCpuSecond),
        median(on, [](const RoundFigures& round) { return static_cast<double>(round.events) / round.seconds; }));
    printLatency("freshness P50", median(on, [](const RoundFigures& round) { return round.freshnessP50Ms; }), 4, perSecond);
    printLatency("freshness P99", median(on, [](const RoundFigures& round) { return round.freshnessP99Ms; }), 12, perSecond);
    printLatency("total P99", median(on, [](const RoundFigures& round) { return round.totalP99Ms; }), 25, perSecond);
    printSustained(on, perSecond);
}

int failed(const Result<RoundFigures>& round)
{
    std::fprintf(stderr, "pipeline_bench: %s\n", round ? "no event was applied" : round.error().message().c_str());
    return 1;
}

int compareTelemetry(double perSecond)
{
    const double given = bench::secondsPerFigure(5.0);
    const double seconds = std::max(given, 0.3); // less holds no whole batch of every role
    const int pairs = given < 1 ? 1 : 5;
    std::printf("%.0f events/s, %.1f s a round, %d rounds without and %d with telemetry, alternating\n", perSecond, seconds, pairs, pairs);
    const double warmUp = std::min(2.0, seconds);
    Rounds off, on;
    for (int i = 0; i < 2 * pairs; ++i) {
        const bool telemetry = i % 2 == 1;
        auto round = bench::playRound({.perSecond = perSecond, .warmUpSeconds = warmUp, .seconds = seconds, .telemetry = telemetry});
        if (!round || round->events == 0) return failed(round);
        (telemetry ? on : off).push_back(std::move(*round));
    }
    const auto counted =
        bench::playRound({.perSecond = perSecond, .warmUpSeconds = warmUp, .seconds = seconds, .telemetry = false, .countReadings = true});
    if (!counted || counted->events == 0) return failed(counted);
    printRoles(off, on);
    printTelemetry(off, on, *counted);
    printSummary(on, perSecond);
    if (std::ranges::any_of(off, &RoundFigures::generatorWasLate) || std::ranges::any_of(on, &RoundFigures::generatorWasLate))
        std::puts("note: in some rounds the generator was late");
    return 0;
}

int sustain(double perSecond, double seconds)
{
    std::printf("%.0f events/s for %.0f s, with telemetry\n", perSecond, seconds);
    std::fflush(stdout);
    auto round = bench::playRound({.perSecond = perSecond, .warmUpSeconds = 2, .seconds = seconds, .telemetry = true});
    if (!round || round->events == 0) return failed(round);
    std::printf("freshness P50 %.2f ms, P99 %.2f ms, total P99 %.2f ms; every accepted event is accounted for\n", round->freshnessP50Ms,
        round->freshnessP99Ms, round->totalP99Ms);
    if (round->generatorWasLate) std::puts("note: the generator was late");
    return printSustained({*round}, perSecond) ? 0 : 1;
}

} // namespace

int main(int count, char** values)
{
    if (runtime::EmbeddedRedis::installedProgram().empty()) return std::puts("skipped: redis-server is not installed") < 0;
    const double perSecond = count > 1 ? std::atof(values[1]) : 20'000;
    const double atOnce = count > 2 ? std::atof(values[2]) : 1;
    if (perSecond <= 0 || atOnce <= 0 || count > 3) return std::fputs("pipeline_bench [EVENTS PER SECOND [SECONDS]]\n", stderr), 2;
    std::signal(SIGPIPE, SIG_IGN);
    setenv("TAILRACE_BROKER", TAILRACE_BINARY_DIR "/bin/tailrace-broker", 0);
    return count > 2 ? sustain(perSecond, atOnce) : compareTelemetry(perSecond);
}
