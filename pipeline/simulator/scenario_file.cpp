// SPDX-License-Identifier: Apache-2.0
#include "pipeline/simulator/scenario_file.h"

#include <algorithm>
#include <string>

#include "pipeline/base/json_names.h"
#include "pipeline/simulator/field_reader.h"
#include "pipeline/simulator/mix_fields.h"

namespace tailrace::simulator {
namespace {

using Limits = ScenarioLimits;

RateStage readStage(FieldReader& reader, const JsonField& field)
{
    RateStage stage;
    reader.allowOnly(field, {"duration", "from", "to"});
    reader.number(field, "from", stage.from, 0.0, Limits::PerSecond);
    reader.number(field, "to", stage.to, 0.0, Limits::PerSecond);
    reader.duration(field, "duration", stage.duration, Limits::Duration, "24h");
    return stage;
}

void readStages(FieldReader& reader, const JsonField& root, Scenario& scenario)
{
    for (const JsonField& element : reader.objects(root, "stages")) scenario.stages.push_back(readStage(reader, element));
    if (reader.error()) return;
    if (scenario.stages.empty()) return reader.fail(root.member("stages")->error("must have at least one stage"));
    if (scenario.duration() > Limits::Duration) reader.fail(root.member("stages")->error("must last at most 24h together"));
}

const IncidentName* readKind(FieldReader& reader, const JsonField& field)
{
    std::string text;
    reader.text(field, "kind", text);
    if (reader.error()) return nullptr;
    std::string known;
    for (const IncidentName& name : IncidentNames) {
        if (name.name == text) return &name;
        known.append(known.empty() ? "" : ", ").append(name.name);
    }
    reader.fail(field.member("kind")->error("\"" + text + "\" is no incident; there are: " + known));
    return nullptr;
}

// `end`: of the traffic.
void readIncident(FieldReader& reader, const JsonField& field, std::chrono::nanoseconds end, ScheduledIncident& incident)
{
    reader.allowOnly(field, {"at", "kind", "for", "delay", "worker"});
    const IncidentName* const kind = readKind(reader, field);
    if (!kind) return;
    incident.kind = kind->kind;
    const auto at = field.duration("at");
    if (!at) return reader.fail(at.error());
    if (*at > end) return reader.fail(field.member("at")->error("must not lie behind the end of the traffic"));
    incident.at = *at;
    const auto onlyOf = [&](std::string_view key, bool belongs) {
        if (!belongs && field.has(key)) reader.fail(field.member(key)->error("does not belong to " + std::string(kind->name)));
        return belongs;
    };
    if (onlyOf("for", kind->lasts)) reader.duration(field, "for", incident.length, end, "as long as the traffic");
    if (onlyOf("delay", kind->kind == IncidentKind::RedisSlow)) reader.duration(field, "delay", incident.delay, Limits::Delay, "10s");
    if (onlyOf("worker", kind->kind == IncidentKind::WorkerPaused)) reader.whole(field, "worker", incident.worker, 0, Limits::Workers - 1);
    if (!reader.error() && incident.at + incident.length > end)
        reader.fail(field.member("for")->error("must not reach behind the end of the traffic"));
}

void readIncidents(FieldReader& reader, const JsonField& root, Scenario& scenario)
{
    if (!root.has("incidents")) return;
    for (const JsonField& element : reader.objects(root, "incidents")) {
        readIncident(reader, element, scenario.duration(), scenario.incidents.emplace_back());
        if (reader.error()) return;
    }
    std::stable_sort(scenario.incidents.begin(), scenario.incidents.end(),
        [](const ScheduledIncident& a, const ScheduledIncident& b) { return a.at < b.at; });
}

void readTimes(FieldReader& reader, const JsonField& root, Scenario& scenario)
{
    if (root.has("timeScale")) reader.number(root, "timeScale", scenario.timeScale, 1.0, Limits::TimeScale);
    if (const auto history = reader.optionalObject(root, "history", {"duration", "perSecond"})) {
        reader.duration(*history, "duration", scenario.history.duration, Limits::History, "168h");
        reader.number(*history, "perSecond", scenario.history.perSecond, 0.0, Limits::PerSecond);
    }
    if (const auto prepare = reader.optionalObject(root, "prepare", {"partitions", "workers"})) {
        if (prepare->has("partitions")) reader.whole(*prepare, "partitions", scenario.prepare.partitions, 1, Limits::Partitions);
        if (prepare->has("workers")) reader.whole(*prepare, "workers", scenario.prepare.workers, 1, Limits::Workers);
    }
}

Result<Scenario> readScenario(const JsonField& root)
{
    if (!root.json().is_object()) return root.error("must be an object: a scenario");
    FieldReader reader;
    Scenario scenario;
    reader.allowOnly(root,
        {"$schema", "name", "description", "seed", "shoppers", "eventBytes", "stages", "mix", "timeScale", "history", "prepare",
            "incidents"});
    reader.text(root, "name", scenario.name);
    reader.text(root, "description", scenario.description);
    constexpr double LargestExactWhole = 9007199254740992.0;
    reader.whole(root, "seed", scenario.seed, 0, LargestExactWhole);
    reader.whole(root, "shoppers", scenario.shoppers, 1, ScenarioLimits::Shoppers);
    if (root.has("eventBytes"))
        reader.whole(root, "eventBytes", scenario.eventBytes, ScenarioLimits::LeastEventBytes, ScenarioLimits::EventBytes);
    readStages(reader, root, scenario);
    readMix(reader, root, scenario.mix);
    readTimes(reader, root, scenario);
    readIncidents(reader, root, scenario);
    if (reader.error()) return *reader.error();
    return scenario;
}

} // namespace

Result<Scenario> parseScenario(std::string_view text, std::string_view fileName)
{
    const auto root = JsonField::parse(text, fileName);
    if (!root) return root.error();
    return readScenario(*root);
}

Result<Scenario> loadScenario(const std::filesystem::path& file)
{
    const auto root = JsonField::load(file);
    if (!root) return root.error();
    return readScenario(*root);
}

std::vector<std::string> scenarioNames(const std::filesystem::path& resourceDir) { return jsonNamesIn(resourceDir / "scenarios"); }

Result<Scenario> findScenario(std::string_view nameOrPath, const std::filesystem::path& resourceDir)
{
    const std::vector<std::string> names = scenarioNames(resourceDir);
    if (std::find(names.begin(), names.end(), nameOrPath) != names.end()) {
        return loadScenario(resourceDir / "scenarios" / (std::string(nameOrPath) + ".json"));
    }
    std::error_code ignored;
    if (std::filesystem::is_regular_file(nameOrPath, ignored)) return loadScenario(nameOrPath);
    return Error(ErrorCode::NotFound,
        "there is no scenario '" + std::string(nameOrPath) + "'; give one of: " + jsonNamesText(resourceDir / "scenarios")
            + "; or the path of a scenario file");
}

} // namespace tailrace::simulator
