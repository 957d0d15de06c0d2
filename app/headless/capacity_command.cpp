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
#include "pipeline/report/capacity_text.h"
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
          m_rates(arguments.from, arguments.most),
          m_progress(arguments.format == "json" ? stderr : stdout)
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
            std::fprintf(m_progress, "%12s events/s  %s\n", rateText(*rate).c_str(),
                step->passed() ? "holds" : ("breaks: " + step->broken.front()).c_str());
            std::fflush(m_progress);
            m_rates.tell(step->passed());
            if (step->passed() && *rate >= m_rates.highestPassed()) m_costs = costs.costs();
            m_steps.push_back(std::move(*step));
        }
        std::ranges::sort(m_steps, {}, &report::CapacityStep::rate);
        return true;
    }

    report::CapacityFindings findings(const CapacityArguments& arguments) const;

private:
    Result<report::CapacityStep> playStep(double rate, const char* suffix, RoleCosts& costs);

    run::RunArguments m_run;
    simulator::Scenario m_scenario;
    std::chrono::nanoseconds m_length;
    fs::path m_out;
    report::RateSearch m_rates;
    std::FILE* m_progress;                     // what is parsed stands alone
    std::vector<report::CapacityStep> m_steps; // after play() by rate
    std::vector<report::RoleCost> m_costs;     // at the knee
    std::int32_t m_partitions = 0;
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

report::CapacityFindings CapacitySearch::findings(const CapacityArguments& arguments) const
{
    return {.scenario = m_scenario.name,
        .steps = m_steps,
        .from = arguments.from,
        .broken = m_rates.lowestBroken(),
        .basis = {.kneeRate = m_rates.highestPassed(), .partitions = m_partitions, .costs = m_costs, .target = arguments.target}};
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
    const report::CapacityFindings findings = search.findings(arguments);
    std::printf("%s", (arguments.format == "json" ? report::capacityAsJson(findings) : report::capacityAsText(findings)).c_str());
    return findings.found() ? ExitOk : ExitFailed;
}

} // namespace tailrace::headless
