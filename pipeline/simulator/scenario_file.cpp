// SPDX-License-Identifier: Apache-2.0
#include "pipeline/simulator/scenario_file.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

#include "pipeline/base/located_json.h"

namespace tailrace::simulator {
namespace {

// Reads fields one after the other and keeps the first error, so that the caller asks once, at the end.
class FieldReader {
public:
    void allowOnly(const JsonField& object, std::initializer_list<std::string_view> known) { keep(object.allowOnly(known)); }

    void number(const JsonField& object, std::string_view key, double& out, double most)
    {
        if (m_error) return;
        auto value = object.number(key, 0.0, most);
        if (value)
            out = *value;
        else
            m_error = value.error();
    }

    template <class Whole>
    void whole(const JsonField& object, std::string_view key, Whole& out, double least, double most)
    {
        if (m_error) return;
        const auto value = object.number(key, least, most);
        if (!value)
            m_error = value.error();
        else if (*value != std::floor(*value))
            m_error = object.member(key)->error("must be a whole number");
        else
            out = static_cast<Whole>(*value);
    }

    void text(const JsonField& object, std::string_view key, std::string& out)
    {
        if (m_error) return;
        auto value = object.text(key);
        if (value)
            out = *std::move(value);
        else
            m_error = value.error();
    }

    void optionalNumber(const JsonField& object, std::string_view key, double& out, double most)
    {
        if (object.has(key)) number(object, key, out, most);
    }

    // The member as an object with none but the known fields, if it is there and nothing failed before.
    std::optional<JsonField> optionalObject(const JsonField& object, std::string_view key, std::initializer_list<std::string_view> known)
    {
        if (m_error || !object.has(key)) return std::nullopt;
        auto field = object.member(key);
        if (field && !field->json().is_object())
            m_error = field->error("must be an object");
        else if (field)
            keep(field->allowOnly(known));
        else
            m_error = field.error();
        if (m_error) return std::nullopt;
        return *std::move(field);
    }

    void keep(const Result<void>& result)
    {
        if (!m_error && !result) m_error = result.error();
    }
    void fail(Error error)
    {
        if (!m_error) m_error = std::move(error);
    }
    const std::optional<Error>& error() const { return m_error; }

private:
    std::optional<Error> m_error;
};

void readStage(FieldReader& reader, const JsonField& field, RateStage& stage)
{
    if (!field.json().is_object()) return reader.fail(field.error("must be an object with duration, from and to"));
    reader.allowOnly(field, {"duration", "from", "to"});
    reader.number(field, "from", stage.from, ScenarioLimits::PerSecond);
    reader.number(field, "to", stage.to, ScenarioLimits::PerSecond);
    if (reader.error()) return;
    const auto duration = field.duration("duration");
    if (!duration) return reader.fail(duration.error());
    if (duration->count() == 0) return reader.fail(field.member("duration")->error("must be longer than 0"));
    if (*duration > ScenarioLimits::Duration) return reader.fail(field.member("duration")->error("must be at most 24h"));
    stage.duration = *duration;
}

void readStages(FieldReader& reader, const JsonField& root, Scenario& scenario)
{
    if (reader.error()) return;
    const auto list = root.member("stages");
    if (!list) return reader.fail(list.error());
    const auto elements = list->elements();
    if (!elements) return reader.fail(elements.error());
    if (elements->empty()) return reader.fail(list->error("must have at least one stage"));
    for (const JsonField& element : *elements) {
        readStage(reader, element, scenario.stages.emplace_back());
        if (reader.error()) return;
    }
    if (scenario.duration() > ScenarioLimits::Duration) reader.fail(list->error("must last at most 24h together"));
}

void readWeights(FieldReader& reader, const JsonField& mix, StepWeights& weights)
{
    const auto field = reader.optionalObject(mix, "weights",
        {"page_view", "search", "list_view", "list_click", "product_view", "promo_view", "add_to_cart", "remove_from_cart", "checkout",
            "leave"});
    if (!field) return;
    constexpr double Most = 1e6;
    reader.optionalNumber(*field, "page_view", weights.pageView, Most);
    reader.optionalNumber(*field, "search", weights.search, Most);
    reader.optionalNumber(*field, "list_view", weights.listView, Most);
    reader.optionalNumber(*field, "list_click", weights.listClick, Most);
    reader.optionalNumber(*field, "product_view", weights.productView, Most);
    reader.optionalNumber(*field, "promo_view", weights.promoView, Most);
    reader.optionalNumber(*field, "add_to_cart", weights.addToCart, Most);
    reader.optionalNumber(*field, "remove_from_cart", weights.removeFromCart, Most);
    reader.optionalNumber(*field, "checkout", weights.checkout, Most);
    reader.optionalNumber(*field, "leave", weights.leave, Most);
}

void readMix(FieldReader& reader, const JsonField& root, Scenario& scenario)
{
    const auto mix = reader.optionalObject(root, "mix",
        {"weights", "requestShare", "malformedShare", "duplicateShare", "lateShare", "loggedInShare", "campaignShare"});
    if (!mix) return;
    TrafficShares& shares = scenario.shares;
    reader.optionalNumber(*mix, "requestShare", shares.request, 1.0);
    reader.optionalNumber(*mix, "malformedShare", shares.malformed, 1.0);
    reader.optionalNumber(*mix, "duplicateShare", shares.duplicate, 1.0);
    reader.optionalNumber(*mix, "lateShare", shares.late, 1.0);
    reader.optionalNumber(*mix, "loggedInShare", shares.loggedIn, 1.0);
    reader.optionalNumber(*mix, "campaignShare", shares.campaign, 1.0);
    readWeights(reader, *mix, scenario.weights);
    if (shares.malformed + shares.duplicate + shares.late > 1.0)
        reader.fail(mix->error("malformed, duplicate and late shares together must be at most 1"));
}

Result<Scenario> readScenario(const JsonField& root)
{
    if (!root.json().is_object()) return root.error("must be an object: a scenario");
    FieldReader reader;
    Scenario scenario;
    reader.allowOnly(root, {"$schema", "name", "description", "seed", "shoppers", "eventBytes", "stages", "mix"});
    reader.text(root, "name", scenario.name);
    reader.text(root, "description", scenario.description);
    constexpr double LargestExactWhole = 9007199254740992.0;
    reader.whole(root, "seed", scenario.seed, 0, LargestExactWhole);
    reader.whole(root, "shoppers", scenario.shoppers, 1, ScenarioLimits::Shoppers);
    if (root.has("eventBytes"))
        reader.whole(root, "eventBytes", scenario.eventBytes, ScenarioLimits::LeastEventBytes, ScenarioLimits::EventBytes);
    readStages(reader, root, scenario);
    readMix(reader, root, scenario);
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

std::vector<std::string> scenarioNames(const std::filesystem::path& resourceDir)
{
    std::vector<std::string> names;
    std::error_code ignored; // no folder, no names
    for (const auto& entry : std::filesystem::directory_iterator(resourceDir / "scenarios", ignored)) {
        if (entry.path().extension() == ".json") names.push_back(entry.path().stem().string());
    }
    std::sort(names.begin(), names.end());
    return names;
}

Result<Scenario> findScenario(std::string_view nameOrPath, const std::filesystem::path& resourceDir)
{
    const std::vector<std::string> names = scenarioNames(resourceDir);
    if (std::find(names.begin(), names.end(), nameOrPath) != names.end()) {
        return loadScenario(resourceDir / "scenarios" / (std::string(nameOrPath) + ".json"));
    }
    std::error_code ignored;
    if (std::filesystem::is_regular_file(nameOrPath, ignored)) return loadScenario(nameOrPath);
    std::string known;
    for (const std::string& name : names) known += (known.empty() ? "" : ", ") + name;
    return Error(ErrorCode::NotFound,
        "there is no scenario '" + std::string(nameOrPath)
            + "'; give one of: " + (known.empty() ? "(none found in " + (resourceDir / "scenarios").string() + ")" : known)
            + "; or the path of a scenario file");
}

} // namespace tailrace::simulator
