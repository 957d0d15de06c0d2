// SPDX-License-Identifier: Apache-2.0
#include "app/headless/capacity_command.h"

#include <algorithm>
#include <cstdio>

#include "app/headless/failed.h"
#include "app/headless/role_costs.h"
#include "app/run/console_log.h"
#include "app/run/out_folder.h"
#include "app/run/resource_path.h"
#include "app/run/run_driver.h"
#include "pipeline/base/located_json.h"
#include "pipeline/report/measuring_rows.h"
#include "pipeline/report/number_format.h"
#include "pipeline/simulator/scenario_file.h"

namespace tailrace::headless {
namespace {

namespace fs = std::filesystem;

// Less of what was demanded than this, applied until the last event is, was not sustained.
constexpr double Sustained = 0.95;
constexpr std::chrono::milliseconds GeneratorLate{10};

std::string rateText(double rate) { return report::grouped(static_cast<std::uint64_t>(rate + 0.5)); }

// The steps of one search, and what they cost.
class CapacitySearch {
public:
    CapacitySearch(run::RunArguments run, simulator::Scenario scenario, std::chrono::nanoseconds length, const CapacityArguments& arguments)
        : m_run(std::move(run)),
          m_scenario(std::move(scenario)),
          m_length(length),
          m_out(m_run.out),
          m_rates(arguments.from, arguments.most)
    {
        m_scenario.incidents.clear();
        m_scenario.history = {};
        m_scenario.timeScale = 1;
        m_run.quiet = true;
        m_run.keepAlive = false;
    }

    // False: somebody wished it to end. An error: a step could not be made.
    Result<bool> play()
    {
        while (const auto rate = m_rates.next()) {
            RoleCosts costs;
            auto step = playStep(*rate, "", costs);
            // What breaks once may be a moment of the machine's: it must break twice.
            if (step && !step->passed() && !costs.wasStopped()) step = playStep(*rate, "-again", costs = {});
            if (!step) return step.error();
            if (costs.wasStopped()) return false;
            std::printf("%12s events/s  %s\n", rateText(*rate).c_str(),
                step->passed() ? "holds" : ("breaks: " + step->broken.front()).c_str());
            std::fflush(stdout);
            m_rates.tell(step->passed());
            if (step->passed() && *rate >= m_rates.highestPassed()) m_costs = costs.costs();
            m_steps.push_back(std::move(*step));
        }
        std::ranges::sort(m_steps, {}, &report::CapacityStep::rate);
        return true;
    }

    void print(const CapacityArguments& arguments) const;
    bool found() const { return m_rates.highestPassed() > 0; }

private:
    Result<report::CapacityStep> playStep(double rate, const char* suffix, RoleCosts& costs);
    const report::CapacityStep* at(double rate) const
    {
        const auto step = std::ranges::find(m_steps, rate, &report::CapacityStep::rate);
        return step == m_steps.end() ? nullptr : &*step;
    }
    void printBroken() const;
    void printNeed(const CapacityArguments& arguments) const;

    run::RunArguments m_run;
    simulator::Scenario m_scenario;
    std::chrono::nanoseconds m_length;
    fs::path m_out;
    report::RateSearch m_rates;
    std::vector<report::CapacityStep> m_steps; // after play() by rate
    std::vector<report::RoleCost> m_costs;     // at the knee
    std::int32_t m_partitions = 0;
    std::size_t m_workers = 0;
};

std::vector<std::string> brokenIn(const report::RunRecord& record, double rate, const std::vector<std::string>& failures)
{
    std::vector<std::string> broken;
    for (const report::Threshold& threshold : record.thresholds)
        if (!threshold.passed) broken.push_back(threshold.expression + ", measured " + report::measuredText(threshold));
    if (record.eventsPerSecond < Sustained * rate)
        broken.push_back("not sustained: " + rateText(record.eventsPerSecond) + " events/s until the last one was applied");
    if (broken.empty()) broken = failures;
    return broken;
}

Result<report::CapacityStep> CapacitySearch::playStep(double rate, const char* suffix, RoleCosts& costs)
{
    m_scenario.stages = {{m_length, rate, rate}};
    m_run.out = m_out / (std::to_string(static_cast<std::uint64_t>(rate + 0.5)) + "-per-second" + suffix);
    auto plan = run::planLoadedScenario(m_run, m_scenario);
    if (!plan) return plan.error();
    if (auto room = makeRoom(*plan); !room) return room.error();
    auto folder = run::OutFolder::make(m_run.out);
    if (!folder) return folder.error();
    m_partitions = plan->environment.pipeline.partitions;
    run::ConsoleLog log;
    run::RunDriver driver(std::move(*plan), log, costs);
    if (auto played = driver.play(); !played) return played.error();
    folder->keep();
    if (auto written = driver.writeReports(); !written) return written.error();
    std::error_code ignored;
    fs::remove_all(run::OutFolder::journalIn(m_run.out), ignored); // gigabytes, and the same traffic each time
    fs::remove_all(run::OutFolder::checkpointsIn(m_run.out), ignored);
    fs::remove(run::OutFolder::closedSessionsIn(m_run.out), ignored);
    report::CapacityStep step{.rate = rate, .broken = brokenIn(*driver.record(), rate, driver.failures()), .record = *driver.record()};
    const auto lateness = step.record.series.find(report::LatenessKey);
    step.generatorLate = lateness != step.record.series.end() && lateness->second.quantile(0.99) > GeneratorLate;
    return step;
}

void CapacitySearch::print(const CapacityArguments& arguments) const
{
    std::printf("\n%s\n", report::stepTable(m_steps).c_str());
    if (!found()) {
        std::printf("No rate holds, down to %s events/s. Loosen the thresholds, or give the machine more cores.\n",
            rateText(m_steps.empty() ? arguments.from : m_steps.front().rate).c_str());
        return;
    }
    const auto broken = m_rates.lowestBroken();
    std::printf("The knee: %s events/s hold%s.\n", rateText(m_rates.highestPassed()).c_str(),
        broken ? (", " + rateText(*broken) + " break").c_str() : "; the highest rate that was asked for, so there may be more");
    printBroken();
    printNeed(arguments);
}

void CapacitySearch::printBroken() const
{
    const auto rate = m_rates.lowestBroken();
    const report::CapacityStep* step = rate ? at(*rate) : nullptr;
    if (!step) return;
    const std::string stage = report::brokenStage(*step, at(m_rates.highestPassed()));
    std::printf("Broke first: %s\n", stage.empty() ? "no stage can be named" : stage.c_str());
    for (const std::string& sentence : step->broken) std::printf("  %s\n", sentence.c_str());
    if (step->generatorLate)
        std::printf(
            "  The generator itself was late there (P99 more than 10 ms): on this machine it shares the cores with what it drives, so the pipeline "
            "alone may carry more.\n");
}

void CapacitySearch::printNeed(const CapacityArguments& arguments) const
{
    std::printf("\nCPU time an event at the knee, in us:");
    for (const report::RoleCost& cost : m_costs) std::printf("  %s %s", cost.role.c_str(), report::threeDigits(cost.microseconds).c_str());
    const report::CapacityStep* knee = at(m_rates.highestPassed());
    if (knee && knee->rate > 0) {
        std::printf("  (generator, no part of the system: %s)",
            report::threeDigits(knee->record.cpu.generator / static_cast<double>(std::max<std::uint64_t>(1, knee->record.ledger.accepted))
                * 1e6)
                .c_str());
    }
    const auto need =
        report::needOf({.kneeRate = m_rates.highestPassed(), .partitions = m_partitions, .costs = m_costs, .target = arguments.target});
    std::printf("\n\n%s events/s would need %s workers, %s partitions and %s cores:\n%s", rateText(arguments.target).c_str(),
        report::grouped(need.workers).c_str(), report::grouped(need.partitions).c_str(), report::grouped(need.cores).c_str(),
        need.arithmetic.c_str());
    std::printf(
        "By straight proportion from this machine, at the knee: larger batches make an event cheaper, and a partition may carry more than it did here. Not in it: networks between hosts, replication and compression of a real Kafka (the embedded "
        "broker is a mock of one), and memory for more shoppers.\n");
}

} // namespace

int findCapacity(run::RunArguments run, const CapacityArguments& arguments)
{
    const auto length = parseDuration(arguments.stepDuration);
    if (!length || length->count() <= 0) return failed("--step: a length like 10s, more than 0", ExitUsage);
    const auto resources = run::resourcePath();
    if (!resources) return wrongUsage(resources.error());
    auto scenario = simulator::findScenario(arguments.scenario, *resources);
    if (!scenario) return wrongUsage(scenario.error());
    if (run.thresholds.empty()) {
        const auto environment = run::prepareRun(run);
        if (!environment) return wrongUsage(environment.error());
        run.thresholds = {"total.p99<" + std::to_string(environment->budget.total.p99.count() / 1000) + "us", "lost==0"};
    }
    CapacitySearch search(std::move(run), std::move(*scenario), *length, arguments);
    const auto played = search.play();
    if (!played) return failed(played.error().context(), played.error().code() == ErrorCode::InvalidInput ? ExitUsage : ExitFailed);
    if (!*played) return failed("stopped before the knee was found", ExitFailed);
    search.print(arguments);
    return search.found() ? ExitOk : ExitFailed;
}

} // namespace tailrace::headless
