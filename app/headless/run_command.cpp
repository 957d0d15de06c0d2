// SPDX-License-Identifier: Apache-2.0
#include "app/headless/run_command.h"

#include <cstdio>

#include "app/headless/resource_path.h"
#include "app/headless/traffic_run.h"
#include "pipeline/base/located_json.h"
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

std::vector<runtime::TableRecord> tablesOf(const simulator::Catalogue& catalogue)
{
    std::vector<runtime::TableRecord> tables;
    for (const simulator::Product& product : catalogue.products) {
        tables.push_back({enrich::TableTopic::Products, product.id, catalogue.productRecord(product)});
        tables.push_back({enrich::TableTopic::Inventory, product.id, catalogue.inventoryRecord(product)});
    }
    return tables;
}

Result<simulator::Scenario> chooseScenario(const ScenarioArguments& arguments, const std::filesystem::path& resources)
{
    auto scenario = simulator::findScenario(arguments.scenario, resources);
    if (!scenario) return scenario;
    if (!arguments.duration.empty()) {
        const auto duration = parseDuration(arguments.duration);
        if (!duration) return Error(ErrorCode::InvalidInput, "--duration: " + duration.error().context());
        if (duration->count() <= 0) return Error(ErrorCode::InvalidInput, "--duration must be longer than nothing");
        *scenario = scenario->scaledTo(*duration);
    }
    if (arguments.rate) *scenario = scenario->withRate(*arguments.rate);
    if (arguments.seed) scenario->seed = *arguments.seed;
    return scenario;
}

} // namespace

int runScenario(const RunArguments& run, const ScenarioArguments& arguments)
{
    const auto resources = resourcePath();
    if (!resources) return wrongUsage(resources.error());
    const auto scenario = chooseScenario(arguments, *resources);
    if (!scenario) return wrongUsage(scenario.error());
    auto environment = prepareRun(run);
    if (!environment) return wrongUsage(environment.error());
    environment->pipeline.seed = scenario->seed;

    const simulator::Catalogue catalogue = simulator::generateCatalogue(scenario->seed);
    simulator::ShopperTraffic traffic(*scenario, catalogue, SystemClock().wallNow());
    return playTraffic(*environment,
        {.source = traffic,
            .tables = tablesOf(catalogue),
            .scenario = scenario->name,
            .inWords = scenario->inWords(),
            .seed = scenario->seed});
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
    const simulator::Catalogue catalogue = simulator::generateCatalogue(1);
    return playTraffic(*environment,
        {.source = **events,
            .tables = tablesOf(catalogue),
            .scenario = "replay of " + std::filesystem::path(arguments.file).filename().string(),
            .inWords = "recorded events at pace " + arguments.pace,
            .seed = 1});
}

} // namespace tailrace::headless
