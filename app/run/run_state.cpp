// SPDX-License-Identifier: Apache-2.0
#include "app/run/run_state.h"

#include "app/run/out_folder.h"
#include "pipeline/base/located_json.h"
#include "pipeline/base/whole_file.h"
#include "pipeline/journal/segment_header.h"
#include "pipeline/redis/redis_address.h"

namespace tailrace::run {

// What is kept as it is.
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(RunArguments, thresholds, budget, profile, brokers, workers, partitions, cuts, keepAlive, quiet,
    telemetry, checkpoints)

namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr int Version = 2;

std::string bootText()
{
    constexpr const char* Digits = "0123456789abcdef";
    std::string text;
    for (const std::uint8_t byte : journal::currentBoot()) {
        text.push_back(Digits[byte >> 4U]);
        text.push_back(Digits[byte & 15U]);
    }
    return text;
}

bool hasPassword(const std::string& redis)
{
    if (redis.empty()) return false;
    const auto address = redis::RedisAddress::parse(redis);
    return address && !address->password.empty();
}

json argumentsOf(const RunState& state)
{
    json object = state.arguments;
    object["redis"] = hasPassword(state.arguments.redis) ? "" : state.arguments.redis;
    object["redisWantsPassword"] = state.redisWantsPassword || hasPassword(state.arguments.redis);
    object["dump"] = state.arguments.dump.empty() ? std::string() : fs::absolute(state.arguments.dump).string();
    object["coalesceMs"] = state.arguments.coalesce.count();
    return object;
}

json scenarioOf(const ScenarioArguments& scenario)
{
    json object{{"name", scenario.scenario}, {"duration", scenario.duration}};
    if (scenario.rate) object["rate"] = *scenario.rate;
    if (scenario.seed) object["seed"] = *scenario.seed;
    return object;
}

json incidentsOf(const RunState& state)
{
    json list = json::array();
    for (const auto& incident : state.incidents)
        list.push_back({{"atNs", toNanos(incident.at)}, {"kind", incident.kind}, {"text", incident.text}, {"count", incident.count},
            {"lastNs", toNanos(incident.last)}});
    return list;
}

json rateChangesOf(const RunState& state)
{
    json list = json::array();
    for (const RateChange& change : state.rateChanges) list.push_back({{"atNs", change.at.count()}, {"factor", change.factor}});
    return list;
}

json originOf(const RunState& state) { return state.origin ? json(toNanos(*state.origin)) : json(nullptr); }

json pastOf(const RunState& state)
{
    json object{{"originNs", toNanos(state.pastOrigin)}};
    if (state.past) {
        object["events"] = state.past->events;
        object["seconds"] = state.past->seconds;
        object["span"] = state.past->span;
    }
    return object;
}

void readPast(const json& object, RunState& state)
{
    state.pastOrigin = fromNanos(object.at("originNs").get<std::int64_t>());
    if (!object.contains("events")) return;
    state.past = {object.at("events").get<std::uint64_t>(), object.at("seconds").get<double>(), object.at("span").get<double>()};
}

void readArguments(const json& object, RunState& state)
{
    object.get_to(state.arguments);
    object.at("redis").get_to(state.arguments.redis);
    object.at("redisWantsPassword").get_to(state.redisWantsPassword);
    state.arguments.dump = object.at("dump").get<std::string>();
    state.arguments.coalesce = std::chrono::milliseconds(object.at("coalesceMs").get<std::int64_t>());
}

void readScenario(const json& object, ScenarioArguments& scenario)
{
    object.at("name").get_to(scenario.scenario);
    object.at("duration").get_to(scenario.duration);
    if (object.contains("rate")) scenario.rate = object.at("rate").get<double>();
    if (object.contains("seed")) scenario.seed = object.at("seed").get<std::uint64_t>();
}

RunState stateOf(const json& object)
{
    RunState state;
    readArguments(object.at("run"), state);
    readScenario(object.at("scenario"), state.scenario);
    if (!object.at("originNs").is_null()) state.origin = fromNanos(object.at("originNs").get<std::int64_t>());
    readPast(object.at("past"), state);
    state.wallAtPlan = fromMillis(object.at("wallAtPlanMs").get<std::int64_t>());
    object.at("startedAt").get_to(state.startedAt);
    object.at("crashes").get_to(state.crashes);
    object.at("crashesInPast").get_to(state.crashesInPast);
    for (const json& incident : object.at("incidents")) {
        const auto at = incident.at("atNs").get<std::int64_t>();
        state.incidents.push_back({fromNanos(at), incident.at("kind").get<std::string>(), incident.at("text").get<std::string>(),
            incident.value("count", std::uint64_t{1}), fromNanos(incident.value("lastNs", at))});
    }
    for (const json& change : object.value("rateChanges", json::array()))
        state.rateChanges.push_back({std::chrono::nanoseconds(change.at("atNs").get<std::int64_t>()), change.at("factor").get<double>()});
    object.at("journalQuotaBytes").get_to(state.journalQuotaBytes);
    object.at("journalSegmentBytes").get_to(state.journalSegmentBytes);
    object.at("journalWords").get_to(state.journalWords);
    return state;
}

Error cannotGoOn(ErrorCode code, const fs::path& out, const std::string& why)
{
    return {code, "the run in " + out.string() + " cannot go on: " + why};
}

} // namespace

Result<void> saveRunState(const fs::path& out, const RunState& state)
{
    const json object{{"version", Version}, {"boot", bootText()}, {"run", argumentsOf(state)}, {"scenario", scenarioOf(state.scenario)},
        {"originNs", originOf(state)}, {"past", pastOf(state)}, {"wallAtPlanMs", toMillis(state.wallAtPlan)},
        {"startedAt", state.startedAt}, {"crashes", state.crashes}, {"crashesInPast", state.crashesInPast},
        {"incidents", incidentsOf(state)}, {"rateChanges", rateChangesOf(state)}, {"journalQuotaBytes", state.journalQuotaBytes},
        {"journalSegmentBytes", state.journalSegmentBytes}, {"journalWords", state.journalWords}};
    return replaceFile(out / RunStateName, object.dump(2) + "\n");
}

Result<RunState> loadRunState(const fs::path& out)
{
    const fs::path file = out / RunStateName;
    std::error_code failed;
    if (!fs::exists(file, failed)) {
        return cannotGoOn(ErrorCode::NotFound, out,
            "there is no " + std::string(RunStateName) + ". Only a run of a scenario that was cut off, such as by kill -9, leaves one");
    }
    auto document = JsonField::load(file);
    if (!document) return document.error();
    const json& object = document->json();
    if (object.value("version", 0) != Version) return cannotGoOn(ErrorCode::Unsupported, out, "another version of Tailrace has begun it");
    if (object.value("boot", "") != bootText()) {
        return cannotGoOn(ErrorCode::Unsupported, out,
            "the machine was started anew since, and its clock with it. Its journal is whole: tailrace-verify reads it");
    }
    try {
        RunState state = stateOf(object);
        state.arguments.out = out;
        return state;
    } catch (const json::exception& wrong) {
        return cannotGoOn(ErrorCode::Corrupt, out, file.string() + ": " + wrong.what());
    }
}

void forgetRunState(const fs::path& out)
{
    std::error_code ignored;
    fs::remove(out / RunStateName, ignored);
    fs::remove_all(OutFolder::checkpointsIn(out), ignored);
}

} // namespace tailrace::run
