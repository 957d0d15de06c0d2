// SPDX-License-Identifier: Apache-2.0
#include "pipeline/telemetry/budget_text.h"

#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "pipeline/base/located_json.h"
#include "pipeline/base/whole_file.h"

namespace tailrace::telemetry {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

std::string quoted(const std::string& text) { return json(text).dump(-1, ' ', false, json::error_handler_t::replace); }

void member(std::string& object, const char* key, const std::string& value)
{
    object.append(object.empty() ? "{ " : ", ").append("\"").append(key).append("\": ").append(value);
}

void limits(std::string& object, const BudgetLine& line)
{
    member(object, "owner", quoted(line.owner));
    member(object, "p50", quoted(durationText(line.p50)));
    member(object, "p99", quoted(durationText(line.p99)));
    object += " }";
}

std::string lineText(const BudgetLine& line)
{
    std::string object;
    member(object, "key", quoted(line.key));
    if (!line.title.empty()) member(object, "title", quoted(line.title));
    if (line.stages != std::vector{line.key}) {
        std::string list;
        for (const std::string& stage : line.stages) list.append(list.empty() ? "" : ", ").append(quoted(stage));
        member(object, "stages", "[" + list + "]");
    }
    limits(object, line);
    return object;
}

} // namespace

std::string durationText(std::chrono::nanoseconds duration)
{
    constexpr std::array<std::pair<std::chrono::nanoseconds, const char*>, 5> Units{
        {{1h, "h"}, {1min, "m"}, {1s, "s"}, {1ms, "ms"}, {1us, "us"}}};
    for (const auto& [unit, name] : Units)
        if (duration != 0ns && duration % unit == 0ns) return std::to_string(duration / unit) + name;
    const std::string thousandths = std::to_string(1000 + std::abs(duration.count() % 1000)).substr(1);
    return std::string(duration < 0ns ? "-" : "") + std::to_string(std::abs(duration.count() / 1000)) + "." + thousandths + "us";
}

Result<std::chrono::nanoseconds> parseLimit(std::string_view text)
{
    const bool isBare = !text.empty() && text.find_first_not_of("0123456789.") == std::string_view::npos;
    auto limit = parseDuration(isBare ? std::string(text) + "ms" : std::string(text));
    if (limit && limit->count() <= 0) return Error(ErrorCode::InvalidInput, "must be more than 0");
    return limit;
}

std::string budgetText(const Budget& budget)
{
    std::string text = "{\n  \"name\": " + quoted(budget.name) + ",\n  \"lines\": [";
    const char* separator = "\n    ";
    for (const BudgetLine& line : budget.lines) text += std::exchange(separator, ",\n    ") + lineText(line);
    std::string total;
    if (!budget.total.title.empty()) member(total, "title", quoted(budget.total.title));
    limits(total, budget.total);
    return text + "\n  ],\n  \"total\": " + total + ",\n  \"promise\": " + quoted(durationText(budget.promise)) + "\n}\n";
}

Result<void> saveBudget(const Budget& budget, const std::filesystem::path& file)
{
    if (const auto fault = faultOf(budget)) return Error(ErrorCode::InvalidInput, fault->field + ": " + fault->reason);
    return replaceFile(file, budgetText(budget));
}

// One rule for both: what the reader refuses.
std::optional<BudgetFault> faultOf(const Budget& budget)
{
    const auto read = parseBudget(budgetText(budget), "budget");
    if (read) return std::nullopt;
    // "budget:LINE: FIELD: REASON"
    const std::string& words = read.error().context();
    const std::size_t field = words.find(": ") + 2, reason = words.find(": ", field);
    if (reason == std::string::npos) return BudgetFault{{}, words.substr(field)};
    return BudgetFault{words.substr(field, reason - field), words.substr(reason + 2)};
}

} // namespace tailrace::telemetry
