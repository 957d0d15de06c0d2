// SPDX-License-Identifier: Apache-2.0
#include "app/run/run_plan.h"

#include "app/run/journal_plan.h"
#include "app/run/out_folder.h"
#include "app/run/resource_path.h"
#include "pipeline/base/located_json.h"
#include "pipeline/report/number_format.h"
#include "pipeline/report/report_reserve.h"
#include "pipeline/simulator/past_rate.h"
#include "pipeline/simulator/recorded_events.h"
#include "pipeline/simulator/scenario_file.h"
#include "pipeline/simulator/shopper_traffic.h"

namespace tailrace::run {
namespace {

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

Result<simulator::Scenario> loadScenario(const ScenarioArguments& arguments)
{
    const auto resources = resourcePath();
    if (!resources) return resources.error();
    auto scenario = simulator::findScenario(arguments.scenario, *resources);
    if (!scenario) return scenario.error();
    if (auto adjusted = adjust(*scenario, arguments); !adjusted) return adjusted.error();
    return scenario;
}

constexpr const char* PastLeftOut =
    "The scenario's past was left out, so windows and sessions begin empty: the published profile writes every key again each 30 or 60 s of event "
    "time, as the accelerators do, and would take minutes for a day of it.";

// `wallNow`: when the run was planned for the first time.
Result<RunPlan> planTraffic(const RunArguments& run, simulator::Scenario scenario, EventTime wallNow)
{
    const bool leavesPastOut = run.profile == "published" && scenario.history.perSecond > 0;
    if (leavesPastOut) scenario.history = {};
    auto environment = prepareRun(run);
    if (!environment) return environment.error();
    environment->pipeline.checkpointDirectory = checkpointsOf(run);
    environment->pipeline.seed = scenario.seed;
    environment->pipeline.incidents = scenario.incidents;
    // What the calendar knows; what the user says counts.
    if (scenario.prepare.partitions > 0 && run.partitions == 0) environment->pipeline.partitions = scenario.prepare.partitions;
    if (environment->pipeline.workers == 0) environment->pipeline.workers = scenario.prepare.workers;

    auto catalogue = std::make_unique<const simulator::Catalogue>(simulator::generateCatalogue(scenario.seed));
    auto source = std::make_unique<simulator::ShopperTraffic>(scenario, *catalogue, wallNow);
    environment->pipeline.stock = source->stock();
    auto tables = tablesOf(*catalogue);
    const double pastEvents = simulator::plannedPastEvents(scenario, wallNow);
    const std::uint64_t bytes = expectedJournalBytes(scenario, *catalogue, pastEvents);
    return RunPlan{.environment = std::move(*environment),
        .traffic = {.catalogue = std::move(catalogue),
            .source = std::move(source),
            .tables = std::move(tables),
            .scenario = scenario.name,
            .inWords = scenario.inWords(),
            .seed = scenario.seed,
            .duration = scenario.duration(),
            .fillsItsDuration = true,
            .pastEvents = pastEvents,
            .pastSpan = scenario.history.duration,
            .notes = leavesPastOut ? std::vector<std::string>{PastLeftOut} : std::vector<std::string>(),
            .modelled = {"Shoppers, viewers, their events and the catalogue come from a generator: scenario " + scenario.name + ", seed "
                + std::to_string(scenario.seed) + "."}},
        .journalBytes = bytes,
        .reportBytes = report::reserveBytesFor(std::chrono::ceil<std::chrono::seconds>(scenario.duration())),
        .smaller = "Make it shorter with --duration or lower its --rate"};
}

// A run that begins, or goes on.
Result<RunPlan> planTraffic(RunState state)
{
    const auto scenario = loadScenario(state.scenario);
    if (!scenario) return scenario.error();
    auto plan = planTraffic(state.arguments, *scenario, state.wallAtPlan);
    if (plan) plan->state = std::move(state);
    return plan;
}

} // namespace

std::filesystem::path checkpointsOf(const RunArguments& run)
{
    return run.checkpoints && run.profile == "tailrace" ? OutFolder::checkpointsIn(run.out) : std::filesystem::path();
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

Result<RunPlan> planScenario(const RunArguments& run, const ScenarioArguments& scenario)
{
    RunState state;
    state.arguments = run;
    state.scenario = scenario;
    state.wallAtPlan = SystemClock().wallNow();
    return planTraffic(std::move(state));
}

Result<RunPlan> planLoadedScenario(const RunArguments& run, const simulator::Scenario& scenario)
{
    return planTraffic(run, scenario, SystemClock().wallNow());
}

Result<RunPlan> planResume(RunState state)
{
    const auto elapsed = state.origin ? SystemClock().now() - *state.origin : std::chrono::nanoseconds(0);
    auto plan = planTraffic(std::move(state));
    if (!plan) return plan;
    RunEnvironment& environment = plan->environment;
    environment.pipeline.journalQuotaBytes = plan->state->journalQuotaBytes;
    environment.pipeline.journalSegmentBytes = plan->state->journalSegmentBytes;
    environment.journalWords = plan->state->journalWords;
    for (const RateChange& change : plan->state->rateChanges) plan->traffic.source->multiplyRate(change.at, change.factor);
    // The servers that they happened to are gone.
    std::erase_if(environment.pipeline.incidents, [elapsed](const auto& incident) { return incident.at < elapsed; });
    ++(plan->state->origin ? plan->state->crashes : plan->state->crashesInPast);
    return plan;
}

Result<RunPlan> planReplay(const RunArguments& run, const ReplayArguments& arguments)
{
    const auto pace = simulator::ReplayPace::parse(arguments.pace);
    if (!pace) return pace.error();
    auto events = simulator::RecordedEvents::open(arguments.file, {.pace = *pace});
    if (!events) return events.error();
    auto environment = prepareRun(run);
    if (!environment) return environment.error();
    // Nobody knows beforehand how long a file of events is.
    constexpr std::chrono::minutes ReplayReport{2};
    // A catalogue to recommend from, as recorded events bring none.
    constexpr std::uint64_t CatalogueSeed = 1;
    auto catalogue = std::make_unique<const simulator::Catalogue>(simulator::generateCatalogue(CatalogueSeed));
    auto tables = tablesOf(*catalogue);
    const std::string products = report::grouped(catalogue->products.size());
    return RunPlan{.environment = std::move(*environment),
        .traffic = {.catalogue = std::move(catalogue),
            .source = std::move(*events),
            .tables = std::move(tables),
            .scenario = "replay of " + std::filesystem::path(arguments.file).filename().string(),
            .inWords = "recorded events at pace " + arguments.pace,
            .seed = std::nullopt,
            .duration = std::nullopt,
            .notes = {},
            .modelled = {"Recommendations come from a generated catalogue of " + products
                    + " products: recorded events bring none. Their products are not the recorded ones.",
                "Recorded events do not say who waits for a recommendation: of the page, list and product views one in ten asks for one, always the same."}},
        .journalBytes = expectedJournalBytes(std::filesystem::path(arguments.file)),
        .reportBytes = report::reserveBytesFor(ReplayReport),
        .smaller = "Replay a part of the file"};
}

Result<void> makeRoom(RunPlan& plan)
{
    RunEnvironment& environment = plan.environment;
    const RunArguments& run = environment.arguments;
    const auto free = freeDiskBytes(run.out);
    if (!free) return Error(free.error().code(), free.error().context() + ". Choose another folder with --out.");
    const auto journal =
        planJournal(plan.journalBytes, {.freeBytes = *free, .quotaBytes = run.journalQuota, .reportBytes = plan.reportBytes});
    if (!journal) {
        return Error(journal.error().code(),
            journal.error().context() + ". Nothing was started. " + plan.smaller
                + ", put --out on a disk with more room, or allow more with --journal-quota.");
    }
    environment.pipeline.journalQuotaBytes = journal->quotaBytes;
    environment.pipeline.journalSegmentBytes = journal->segmentBytes;
    environment.journalWords = journal->inWords();
    return {};
}

} // namespace tailrace::run
