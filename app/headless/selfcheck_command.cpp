// SPDX-License-Identifier: Apache-2.0
#include "app/headless/selfcheck_command.h"

#include <csignal>
#include <cstdio>
#include <thread>

#include "app/headless/due_book.h"
#include "app/headless/failed.h"
#include "app/headless/observer_child.h"
#include "app/headless/selfcheck_judgement.h"
#include "app/headless/traffic_run.h"
#include "app/run/console_log.h"
#include "app/run/out_folder.h"
#include "app/run/run_driver.h"
#include "pipeline/base/located_json.h"
#include "pipeline/report/measuring_rows.h"
#include "pipeline/report/number_format.h"
#include "pipeline/runtime/private_directory.h"

namespace tailrace::headless {
namespace {

constexpr auto StallLength = std::chrono::milliseconds(100);

// Starts the observer before the traffic, and stops the broker for a moment in its middle.
class SelfcheckObserver final : public run::RunObserver {
public:
    SelfcheckObserver(std::filesystem::path file, Nanos stallAt, std::int32_t partitions)
        : m_file(std::move(file)),
          m_stallAt(stallAt),
          m_partitions(partitions)
    {}

    bool stopAsked(std::chrono::milliseconds patience) override { return m_failure || takeStopSignal(patience); }
    void ready(runtime::Pipeline& pipeline) override
    {
        m_broker = pipeline.servers().brokerPid();
        if (auto started = m_child.start(pipeline.servers(), m_partitions, m_file); !started) m_failure = started.error();
    }
    void began() override { m_began = std::chrono::steady_clock::now(); }
    void progressed(const telemetry::SnapshotCell&, const simulator::Generator* generator) override
    {
        if (!generator || m_stall.to != Stamp{} || std::chrono::steady_clock::now() - m_began < m_stallAt) return;
        ::kill(m_broker, SIGSTOP);
        m_stall.from = std::chrono::steady_clock::now();
        std::this_thread::sleep_until(m_stall.from + StallLength);
        m_stall.to = std::chrono::steady_clock::now(); // before it goes on: nothing passes until then
        ::kill(m_broker, SIGCONT);
    }
    // While the servers are still there, with all events in the store.
    void keepAlive(runtime::Pipeline&) override
    {
        auto seen = m_child.finish();
        if (seen)
            m_seen = std::move(*seen);
        else
            m_failure = seen.error();
    }

    const std::optional<Error>& failure() const { return m_failure; }
    const Stall& stall() const { return m_stall; }
    const ObserverChild::Seen& seen() const { return m_seen; }

private:
    std::filesystem::path m_file;
    Nanos m_stallAt;
    std::int32_t m_partitions;
    ObserverChild m_child;
    ObserverChild::Seen m_seen;
    std::optional<Error> m_failure;
    pid_t m_broker = -1;
    Stamp m_began{};
    Stall m_stall;
};

std::string ms(Nanos time) { return report::fixed(report::toMs(time), 2) + " ms"; }

bool printStall(const Stall& stall, const StallFinding& found)
{
    const bool isInFull = found.isInFull(stall);
    std::printf("The broker stood still for %s; %zu events fell due meanwhile, %zu of them are said to be stored before it went on.\n"
                "Longest of those due then: stage 1 %s, stage 2 %s, due to stored %s, due to rendered %s: %s\n\n",
        ms(stall.length()).c_str(), found.dueMeanwhile, found.tooEarly, ms(found.longestCollect).c_str(),
        ms(found.longestSessionize).c_str(), ms(found.longestFreshness).c_str(), ms(found.longestTotal).c_str(),
        isInFull ? "in full." : "NOT IN FULL.");
    return isInFull;
}

bool printAgreement(const telemetry::Histogram& inside, std::vector<Nanos> outside)
{
    bool agree = inside.count() == outside.size() && inside.count() >= telemetry::Histogram::MinimumForP99;
    std::printf("Due to stored     inside    outside      apart   (%s events; %s seen from outside)\n",
        report::grouped(inside.count()).c_str(), report::grouped(outside.size()).c_str());
    for (const auto& [name, q] : {std::pair{"P50", 0.5}, std::pair{"P99", 0.99}}) {
        const Agreement one{name, inside.quantile(q), exactQuantile(outside, q)};
        std::printf("%-11s %12s %10s %10s   %s\n", name, ms(one.inside).c_str(), ms(one.outside).c_str(), ms(one.apart()).c_str(),
            one.holds() ? "agree within 2 % or 0.2 ms" : "DISAGREE: more than 2 % and more than 0.2 ms");
        agree = agree && one.holds();
    }
    if (inside.count() != outside.size()) std::printf("They did NOT SEE THE SAME EVENTS.\n");
    return agree;
}

// What the two may differ by without anybody's fault: who is woken late stamps late.
void printHiccups(const report::RunRecord& record)
{
    const auto hiccups = record.series.find(report::HiccupKey);
    if (hiccups == record.series.end()) return;
    std::printf("Meanwhile the machine woke an idle thread late by P50 %s, P99 %s, at most %s.\n",
        ms(hiccups->second.quantile(0.5)).c_str(), ms(hiccups->second.quantile(0.99)).c_str(), ms(hiccups->second.max()).c_str());
}

std::vector<Nanos> outsideLatencies(const DueBook::Dues& dues, const ObserverChild::Seen& seen, Stamp origin)
{
    std::vector<Nanos> latencies;
    for (const auto& [id, stored] : seen)
        if (const auto due = dues.find(id); due != dues.end()) latencies.push_back(stored - (origin + due->second));
    return latencies;
}

Result<run::RunPlan> planOf(const SelfcheckArguments& arguments, const std::filesystem::path& out)
{
    const auto error = parseDuration(arguments.plantedError);
    if (!error) return Error(ErrorCode::InvalidInput, "--plant-error: " + error.error().context());
    run::RunArguments run;
    run.out = out;
    run.dump = out / "stamps";
    run.keepAlive = true; // until the observer has read all
    run.quiet = true;
    auto plan = planScenario(run, {.scenario = "selfcheck", .duration = arguments.duration, .rate = arguments.rate, .seed = {}});
    if (!plan) return plan;
    plan->environment.pipeline.plantedError = *error;
    if (auto room = makeRoom(*plan); !room) return room.error();
    return plan;
}

int check(const SelfcheckArguments& arguments, const std::filesystem::path& out)
{
    auto plan = planOf(arguments, out);
    if (!plan) return wrongUsage(plan.error());
    auto folder = run::OutFolder::make(out);
    if (!folder) return wrongUsage(folder.error());
    auto book = std::make_unique<DueBook>(std::move(plan->traffic.source));
    const auto dues = book->dues();
    plan->traffic.source = std::move(book);
    if (!arguments.quiet) std::printf("%s, with embedded servers, measured twice ...\n", plan->traffic.inWords.c_str());
    std::fflush(stdout);

    run::ConsoleLog log;
    SelfcheckObserver observer(out / "observed.csv", *plan->traffic.duration / 2, plan->environment.pipeline.partitions);
    run::RunDriver driver(std::move(*plan), log, observer);
    if (auto played = driver.play(); !played) return failed(played.error().message(), ExitFailed);
    driver.keepServers(); // until the observer has read all
    if (observer.failure()) return failed(observer.failure()->context(), ExitFailed);
    if (!driver.passed()) return failed(driver.failures().empty() ? "the run was given up" : driver.failures().front(), ExitFailed);
    const auto stamps = telemetry::readStampDump(out / "stamps");
    if (!stamps) return failed(stamps.error().context(), ExitFailed);
    if (!arguments.out.empty()) {
        folder->keep();
        if (auto written = driver.writeReports(); !written) return failed(written.error().context(), ExitFailed);
    }
    const bool isInFull = printStall(observer.stall(), findStall(*stamps, observer.stall()));
    const auto freshness = driver.record()->series.find(telemetry::FreshnessKey);
    if (freshness == driver.record()->series.end()) return failed("nothing was measured", ExitFailed);
    const bool agree = printAgreement(freshness->second, outsideLatencies(*dues, observer.seen(), driver.origin()));
    printHiccups(*driver.record());
    std::printf("\n%s\n", isInFull && agree ? "PASSED" : "FAILED: do not trust what this machine measures until it is known why.");
    return isInFull && agree ? ExitOk : ExitFailed;
}

} // namespace

int selfcheck(const SelfcheckArguments& arguments)
{
    if (!arguments.out.empty()) return check(arguments, arguments.out);
    auto folder = runtime::PrivateDirectory::create("selfcheck", 0);
    if (!folder) return failed(folder.error().context(), ExitFailed);
    return check(arguments, std::filesystem::path(folder->path()) / "run");
}

} // namespace tailrace::headless
