// SPDX-License-Identifier: Apache-2.0
#include "app/headless/run_command.h"

#include <cstdio>

#include "app/headless/journal_plan.h"
#include "app/headless/out_folder.h"
#include "app/headless/resource_path.h"
#include "app/headless/traffic_run.h"
#include "pipeline/base/located_json.h"
#include "pipeline/report/number_format.h"
#include "pipeline/report/report_reserve.h"
#include "pipeline/simulator/catalogue.h"
#include "pipeline/simulator/recorded_events.h"
#include "pipeline/simulator/scenario_file.h"
#include "pipeline/simulator/shopper_traffic.h"

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

std::vector<runtime::TableRecord> tablesOf(const simulator::Catalogue& catalogue)
{
    std::vector<runtime::TableRecord> tables;
    for (const simulator::Product& product : catalogue.products) {
        tables.push_back({enrich::TableTopic::Products, product.id, catalogue.productRecord(product)});
        tables.push_back({enrich::TableTopic::Inventory, product.id, catalogue.inventoryRecord(product)});
    }
    return tables;
}

// The flags keep to what a file may ask for.
Result<void> adjust(simulator::Scenario& scenario, const ScenarioArguments& arguments)
{
    using Limits = simulator::ScenarioLimits;
    if (!arguments.duration.empty()) {
        const auto duration = parseDuration(arguments.duration);
        if (!duration) return Error(ErrorCode::InvalidInput, "--duration: " + duration.error().context());
        if (duration->count() <= 0 || *duration > Limits::Duration)
            return Error(ErrorCode::InvalidInput, "--duration must be longer than 0 and at most 24h");
        scenario = scenario.scaledTo(*duration);
    }
    if (arguments.rate) {
        if (!(*arguments.rate > 0 && *arguments.rate <= Limits::PerSecond)) {
            return Error(ErrorCode::InvalidInput,
                "--rate must be more than 0 and at most " + report::plainNumber(Limits::PerSecond) + " events a second");
        }
        scenario = scenario.withRate(*arguments.rate);
    }
    if (arguments.seed) scenario.seed = *arguments.seed;
    return {};
}

// What a run will write, as far as one knows.
struct Expected {
    std::optional<std::uint64_t> journalBytes;
    std::chrono::seconds length{};
    const char* smaller = ""; // what makes such a run write less
};

// Gives the run its journal and its folder, and plays.
int playInto(RunEnvironment& environment, const Expected& expected, Traffic traffic)
{
    const RunArguments& run = environment.arguments;
    const auto free = freeDiskBytes(run.out);
    if (!free) return failed(free.error().context() + ". Choose another folder with --out.");
    const std::uint64_t reportBytes = report::reserveBytesFor(expected.length);
    const auto plan = planJournal(expected.journalBytes, {.freeBytes = *free, .quotaBytes = run.journalQuota, .reportBytes = reportBytes});
    if (!plan) {
        return failed(plan.error().context() + ". Nothing was started. " + expected.smaller
            + ", put --out on a disk with more room, or allow more with --journal-quota.");
    }
    environment.pipeline.journalQuotaBytes = plan->quotaBytes;
    environment.pipeline.journalSegmentBytes = plan->segmentBytes;
    environment.journalWords = plan->inWords();
    auto folder = OutFolder::make(run.out);
    if (!folder) return wrongUsage(folder.error());
    if (auto taken = folder->setAside(reportBytes); !taken) return failed(taken.error().context() + ". Nothing was started.");
    if (!run.quiet) {
        std::printf("Journal: %s, in %s\n", environment.journalWords.c_str(), environment.pipeline.journalDirectory.c_str());
        std::fflush(stdout);
    }
    const auto code = playTraffic(environment, std::move(traffic));
    if (!code) return failed(code.error().message());
    folder->keep();
    return *code;
}

} // namespace

int runScenario(const RunArguments& run, const ScenarioArguments& arguments)
{
    const auto resources = resourcePath();
    if (!resources) return wrongUsage(resources.error());
    auto scenario = simulator::findScenario(arguments.scenario, *resources);
    if (!scenario) return wrongUsage(scenario.error());
    if (auto adjusted = adjust(*scenario, arguments); !adjusted) return wrongUsage(adjusted.error());
    auto environment = prepareRun(run);
    if (!environment) return wrongUsage(environment.error());
    environment->pipeline.seed = scenario->seed;

    const simulator::Catalogue catalogue = simulator::generateCatalogue(scenario->seed);
    simulator::ShopperTraffic traffic(*scenario, catalogue, SystemClock().wallNow());
    environment->pipeline.incidents = scenario->incidents;
    environment->pipeline.stock = traffic.stock();
    // What the calendar knows; what the user says counts.
    if (scenario->prepare.partitions > 0) environment->pipeline.partitions = scenario->prepare.partitions;
    if (environment->pipeline.workers == 0) environment->pipeline.workers = scenario->prepare.workers;
    return playInto(*environment,
        {.journalBytes = expectedJournalBytes(*scenario, catalogue),
            .length = std::chrono::ceil<std::chrono::seconds>(scenario->duration()),
            .smaller = "Make it shorter with --duration or lower its --rate"},
        {.source = traffic,
            .tables = tablesOf(catalogue),
            .scenario = scenario->name,
            .inWords = scenario->inWords(),
            .seed = scenario->seed,
            .notes = {}});
}

int replayFile(const RunArguments& run, const ReplayArguments& arguments)
{
    const auto pace = simulator::ReplayPace::parse(arguments.pace);
    if (!pace) return wrongUsage(pace.error());
    auto events = simulator::RecordedEvents::open(arguments.file, {.pace = *pace});
    if (!events) return wrongUsage(events.error());
    auto environment = prepareRun(run);
    if (!environment) return wrongUsage(environment.error());
    // A catalogue to recommend from, as recorded events bring none.
    constexpr std::uint64_t CatalogueSeed = 1;
    const simulator::Catalogue catalogue = simulator::generateCatalogue(CatalogueSeed);
    // Nobody knows beforehand how long a file of events is.
    constexpr std::chrono::minutes ReplayReport{2};
    return playInto(*environment,
        {.journalBytes = expectedJournalBytes(std::filesystem::path(arguments.file)),
            .length = ReplayReport,
            .smaller = "Replay a part of the file"},
        {.source = **events,
            .tables = tablesOf(catalogue),
            .scenario = "replay of " + std::filesystem::path(arguments.file).filename().string(),
            .inWords = "recorded events at pace " + arguments.pace,
            .seed = std::nullopt,
            .notes = {"Recommendations come from a generated catalogue of " + report::grouped(catalogue.products.size())
                    + " products: recorded events bring none. Their products are not the recorded ones.",
                "Recorded events do not say who waits for a recommendation: of the page, list and product views one in ten asks for one, always the same."}});
}

} // namespace tailrace::headless
