// SPDX-License-Identifier: Apache-2.0
#include "pipeline/report/comparison_text.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "pipeline/report/number_format.h"
#include "pipeline/report/optional_json.h"
#include "pipeline/report/text_columns.h"
#include "pipeline/report/text_escape.h"

namespace tailrace::report {
namespace {

using Json = nlohmann::ordered_json;
using Line = std::vector<std::string>;

const Line Head{"in ms", "P50 A", "B", "B - A", "in %", "noise", "", "P99 A", "B", "B - A", "in %", "noise", ""};

std::string number(std::optional<double> value) { return value ? threeDigits(*value) : "-"; }

std::string withSign(std::optional<double> value)
{
    if (!value) return "-";
    return (*value < 0 ? "-" : "+") + threeDigits(std::abs(*value));
}

void addCells(Line& line, const Difference& d)
{
    const auto share = d.share();
    line.insert(line.end(),
        {number(d.a), number(d.b), withSign(d.ms()), share ? withSign(*share * 100) : "-", number(d.noise),
            std::string(meaningWord(d.meaning))});
}

std::vector<Line> linesOf(const ComparedPair& comparison)
{
    std::vector<Line> lines{Head};
    const auto add = [&](std::string name, const Difference& p50, const Difference& p99) {
        Line line{std::move(name)};
        addCells(line, p50);
        addCells(line, p99);
        lines.push_back(std::move(line));
    };
    for (std::size_t i = 0; i < ComparedLines; ++i)
        add(std::string(ComparedKeys[i]), comparison.differences.p50[i], comparison.differences.p99[i]);
    for (const GroupDifference& group : comparison.differences.groups) add(group.key, group.p50, group.p99);
    return lines;
}

std::string runText(const ComparedRun& run)
{
    return run.name + ": " + run.scenario + ", " + run.traffic + ", " + fixed(run.durationSeconds, 0) + " s, started " + run.startedAt;
}

Json toJson(const Difference& d)
{
    return {{"aMs", orNull(d.a)}, {"bMs", orNull(d.b)}, {"differenceMs", orNull(d.ms())}, {"share", orNull(d.share())},
        {"noiseMs", orNull(d.noise)}, {"meaning", meaningWord(d.meaning)}};
}

Json toJson(const ComparedRun& run)
{
    return {{"run", run.name}, {"scenario", run.scenario}, {"traffic", run.traffic}, {"budget", run.budget}, {"startedAt", run.startedAt},
        {"durationSeconds", run.durationSeconds}};
}

} // namespace

std::string_view meaningWord(Difference::Meaning meaning)
{
    using Meaning = Difference::Meaning;
    switch (meaning) {
    case Meaning::Unknown: return "too few samples";
    case Meaning::NoiseUnknown: return "noise not known";
    case Meaning::WithinNoise: return "within noise";
    case Meaning::Faster: return "faster";
    case Meaning::Slower: return "slower";
    }
    return {};
}

std::string comparisonAsText(const ComparedPair& comparison)
{
    return "A  " + runText(comparison.a) + "\nB  " + runText(comparison.b) + "\n\n" + textColumns(linesOf(comparison), 1) + "\n"
        + comparison.noise + "\n";
}

std::string comparisonAsMarkdown(const ComparedPair& comparison)
{
    std::string out = "A: " + escapeMarkdown(runText(comparison.a)) + "  \nB: " + escapeMarkdown(runText(comparison.b)) + "\n\n";
    bool isHead = true;
    for (const Line& line : linesOf(comparison)) {
        for (const std::string& cell : line) out += "| " + escapeMarkdown(cell) + " ";
        out += "|\n";
        if (!std::exchange(isHead, false)) continue;
        for (std::size_t i = 0; i < line.size(); ++i) out += line[i].empty() || i == 0 ? "|---" : "|---:";
        out += "|\n";
    }
    return out + "\n" + escapeMarkdown(comparison.noise) + "\n";
}

std::string comparisonAsJson(const ComparedPair& comparison)
{
    Json lines = Json::array();
    for (std::size_t i = 0; i < ComparedLines; ++i) {
        lines.push_back({{"name", ComparedKeys[i]}, {"p50", toJson(comparison.differences.p50[i])},
            {"p99", toJson(comparison.differences.p99[i])}});
    }
    for (const GroupDifference& group : comparison.differences.groups)
        lines.push_back({{"name", group.key}, {"p50", toJson(group.p50)}, {"p99", toJson(group.p99)}});
    const Json out{{"formatVersion", 1}, {"a", toJson(comparison.a)}, {"b", toJson(comparison.b)}, {"lines", std::move(lines)},
        {"equalRuns", comparison.differences.equalRuns}, {"noise", comparison.noise}};
    return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace tailrace::report
