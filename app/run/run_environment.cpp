// SPDX-License-Identifier: Apache-2.0
#include "app/run/run_environment.h"

#include "app/run/out_folder.h"
#include "app/run/resource_path.h"
#include "pipeline/base/json_names.h"
#include "pipeline/features/feature_file.h"
#include "pipeline/kafka/bootstrap.h"
#include "pipeline/redis/redis_address.h"

namespace tailrace::run {
namespace {

namespace fs = std::filesystem;

// A name of a shipped budget, or a file.
Result<telemetry::Budget> findBudget(const std::string& nameOrPath, const fs::path& resources)
{
    const bool isPath = nameOrPath.find('/') != std::string::npos || nameOrPath.ends_with(".json");
    if (isPath) return telemetry::loadBudget(nameOrPath);
    const fs::path file = resources / "budgets" / (nameOrPath + ".json");
    std::error_code ignored;
    if (fs::exists(file, ignored)) return telemetry::loadBudget(file);
    return Error(ErrorCode::NotFound,
        "there is no budget '" + nameOrPath + "'; give one of: " + jsonNamesText(resources / "budgets") + "; or the path of a budget file");
}

Result<std::shared_ptr<const features::FeatureSet>> loadFeatures(const fs::path& resources, const std::string& profileName)
{
    const auto profile = features::profileOf(profileName);
    if (!profile) return profile.error();
    auto set = features::loadFeatureSet(resources / "features", *profile);
    if (!set) return set.error();
    return std::make_shared<const features::FeatureSet>(std::move(*set));
}

} // namespace

fs::path runFileOf(const fs::path& given)
{
    std::error_code ignored;
    return fs::is_directory(given, ignored) ? given / RunFileName : given;
}

Result<RunEnvironment> prepareRun(const RunArguments& arguments)
{
    RunEnvironment environment{.arguments = arguments, .resources = {}, .budget = {}, .thresholds = {}, .pipeline = {}, .journalWords = {}};
    if (arguments.cuts > 0 && arguments.profile != "tailrace") {
        return Error(ErrorCode::InvalidInput,
            "--cuts: tailrace-verify does not recompute the values of the " + arguments.profile
                + " profile yet. Leave out --cuts: it compares journal and ledger of such a run without them.");
    }
    if (!arguments.dump.empty() && !arguments.telemetry)
        return Error(ErrorCode::InvalidInput, "--dump needs what --no-telemetry switches off: leave out one of the two");
    if (arguments.partitions > 0 && !arguments.brokers.empty())
        return Error(ErrorCode::InvalidInput, "--partitions is for the embedded broker: a Kafka of your own says how many the topic has");
    auto resources = resourcePath();
    if (!resources) return resources.error();
    environment.resources = std::move(*resources);
    auto budget = findBudget(arguments.budget, environment.resources);
    if (!budget) return budget.error();
    environment.budget = std::move(*budget);
    for (const std::string& text : arguments.thresholds) {
        auto threshold = report::parseThreshold(text, environment.budget);
        if (!threshold) return threshold.error();
        environment.thresholds.push_back(std::move(*threshold));
    }
    auto features = loadFeatures(environment.resources, arguments.profile);
    if (!features) return features.error();
    if (!arguments.brokers.empty()) {
        if (auto checked = kafka::checkBootstrap(arguments.brokers); !checked)
            return Error(checked.error().code(), "--brokers: " + checked.error().context());
    }
    if (!arguments.redis.empty()) {
        if (auto address = redis::RedisAddress::parse(arguments.redis); !address) return address.error();
    }
    environment.pipeline = {.journalDirectory = OutFolder::journalIn(arguments.out),
        .sessionIndex = OutFolder::closedSessionsIn(arguments.out),
        .cutDirectory = arguments.cuts == 0 ? fs::path() : OutFolder::cutsIn(arguments.out),
        .stampDump = arguments.dump,
        .brokers = arguments.brokers,
        .redis = arguments.redis,
        .workers = arguments.workers,
        .coalesce = arguments.coalesce,
        .telemetry = arguments.telemetry,
        .groups = telemetry::groupsOf(environment.budget),
        .rules = {},
        .features = std::move(*features)};
    if (arguments.partitions > 0) environment.pipeline.partitions = arguments.partitions;
    return environment;
}

void judgeBy(RunEnvironment& environment, telemetry::Budget budget)
{
    environment.pipeline.groups = telemetry::groupsOf(budget);
    environment.budget = std::move(budget);
}

} // namespace tailrace::run
