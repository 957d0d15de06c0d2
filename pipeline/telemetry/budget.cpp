// SPDX-License-Identifier: Apache-2.0
#include "pipeline/telemetry/budget.h"

#include <algorithm>
#include <optional>
#include <set>

#include "pipeline/base/located_json.h"
#include "pipeline/telemetry/series.h"
#include "pipeline/telemetry/stage.h"

namespace tailrace::telemetry {
namespace {

std::optional<std::size_t> stageIndex(std::string_view key)
{
    const auto found = std::find(StageKeys.begin(), StageKeys.end(), key);
    if (found == StageKeys.end()) return std::nullopt;
    return static_cast<std::size_t>(found - StageKeys.begin());
}

std::string knownStages()
{
    std::string list;
    for (const auto key : StageKeys) list.append(list.empty() ? "" : ", ").append(key);
    return list;
}

Result<std::chrono::nanoseconds> positiveDuration(const JsonField& field, std::string_view key)
{
    const auto duration = field.duration(key);
    if (duration && duration->count() <= 0) return field.member(key)->error("must be more than 0");
    return duration;
}

Result<void> readLimits(const JsonField& field, BudgetLine& line)
{
    const auto owner = field.text("owner");
    if (!owner) return owner.error();
    const auto p50 = positiveDuration(field, "p50");
    if (!p50) return p50.error();
    const auto p99 = positiveDuration(field, "p99");
    if (!p99) return p99.error();
    if (*p50 > *p99) return field.member("p50")->error("must not be above p99");
    line.owner = *owner;
    line.p50 = *p50;
    line.p99 = *p99;
    return {};
}

// Collects the lines of one file; a stage belongs to one owner, so to one line.
class LineReader {
public:
    Result<BudgetLine> read(const JsonField& field)
    {
        if (auto allowed = field.allowOnly({"key", "title", "stages", "owner", "p50", "p99"}); !allowed) return allowed.error();
        BudgetLine line;
        if (auto key = readKey(field, line); !key) return key.error();
        if (auto stages = readStages(field, line); !stages) return stages.error();
        if (auto title = readTitle(field, line); !title) return title.error();
        if (auto limits = readLimits(field, line); !limits) return limits.error();
        return line;
    }

private:
    Result<void> readKey(const JsonField& field, BudgetLine& line)
    {
        auto key = field.text("key");
        if (!key) return key.error();
        line.key = *std::move(key);
        if (line.key == TotalKey || line.key == FreshnessKey)
            return field.member("key")->error("\"" + line.key + "\" is not a stage or group");
        // It stands in file names and thresholds.
        if (line.key.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_-") != std::string::npos)
            return field.member("key")->error("\"" + line.key + "\" may hold only letters a to z, digits, _ and -");
        if (!m_keys.insert(line.key).second) return field.member("key")->error("\"" + line.key + "\" stands here twice");
        return {};
    }

    Result<void> readStages(const JsonField& field, BudgetLine& line)
    {
        const bool isStage = stageIndex(line.key).has_value();
        if (isStage && !field.has("stages")) return cover(field.member("key").value(), line.key, line);
        const auto list = field.member("stages");
        if (!list) return list.error();
        const auto elements = list->elements();
        if (!elements) return elements.error();
        if (elements->empty()) return list->error("must name at least one stage");
        for (const JsonField& element : *elements) {
            if (!element.json().is_string()) return element.error("must be a text");
            if (auto covered = cover(element, element.json().get<std::string>(), line); !covered) return covered;
        }
        if (isStage && line.stages != std::vector{line.key})
            return list->error("must be just \"" + line.key + "\", the stage that the key names");
        return {};
    }

    Result<void> cover(const JsonField& where, const std::string& stage, BudgetLine& line)
    {
        if (!stageIndex(stage)) return where.error("\"" + stage + "\" is not a stage; stages are: " + knownStages());
        if (!m_covered.insert(stage).second) return where.error("stage \"" + stage + "\" has an owner already");
        line.stages.push_back(stage);
        return {};
    }

    static Result<void> readTitle(const JsonField& field, BudgetLine& line)
    {
        if (const auto stage = stageIndex(line.key); stage && !field.has("title")) {
            line.title = StageTitles[*stage];
            return {};
        }
        auto title = field.text("title");
        if (!title) return title.error();
        line.title = *std::move(title);
        return {};
    }

    std::set<std::string> m_keys;
    std::set<std::string> m_covered;
};

Result<void> readLines(const JsonField& root, Budget& budget)
{
    const auto list = root.member("lines");
    if (!list) return list.error();
    const auto elements = list->elements();
    if (!elements) return elements.error();
    if (elements->empty()) return list->error("must have at least one line");
    LineReader reader;
    for (const JsonField& element : *elements) {
        auto line = reader.read(element);
        if (!line) return line.error();
        budget.lines.push_back(*std::move(line));
    }
    return {};
}

Result<void> readTotal(const JsonField& root, Budget& budget)
{
    const auto field = root.member("total");
    if (!field) return field.error();
    if (auto allowed = field->allowOnly({"title", "owner", "p50", "p99"}); !allowed) return allowed;
    budget.total.key = TotalKey;
    if (field->has("title")) {
        auto title = field->text("title");
        if (!title) return title.error();
        budget.total.title = *std::move(title);
    }
    budget.total.stages.assign(StageKeys.begin(), StageKeys.end());
    return readLimits(*field, budget.total);
}

Result<Budget> readBudget(const Result<JsonField>& root)
{
    if (!root) return root.error();
    if (auto allowed = root->allowOnly({"$schema", "name", "lines", "total", "promise"}); !allowed) return allowed.error();
    Budget budget;
    auto name = root->text("name");
    if (!name) return name.error();
    budget.name = *std::move(name);
    if (auto lines = readLines(*root, budget); !lines) return lines.error();
    if (auto total = readTotal(*root, budget); !total) return total.error();
    const auto promise = positiveDuration(*root, "promise");
    if (!promise) return promise.error();
    if (*promise < budget.total.p99) return root->member("promise")->error("must not be below total.p99");
    budget.promise = *promise;
    return budget;
}

} // namespace

Result<Budget> parseBudget(std::string_view text, std::string_view fileName) { return readBudget(JsonField::parse(text, fileName)); }

Result<Budget> loadBudget(const std::filesystem::path& file) { return readBudget(JsonField::load(file)); }

} // namespace tailrace::telemetry
