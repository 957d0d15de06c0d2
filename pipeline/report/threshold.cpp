// SPDX-License-Identifier: Apache-2.0
#include "pipeline/report/threshold.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "pipeline/base/located_json.h"
#include "pipeline/report/number_format.h"
#include "pipeline/report/quantiles.h"
#include "pipeline/telemetry/stage_group.h"

namespace tailrace::report {
namespace {

using telemetry::StageKeys;

constexpr std::array<std::string_view, 6> Quantiles{"p50", "p90", "p99", "p999", "max", "mean"};
constexpr std::array<std::string_view, 6> Counters{"lost", "late", "duplicate", "malformed", "refused", "throughput"};
constexpr std::array<std::pair<std::string_view, Comparison>, 5> Comparisons{{{"<=", Comparison::AtMost}, {">=", Comparison::AtLeast},
    {"==", Comparison::Equal}, {"<", Comparison::Less}, {">", Comparison::Greater}}};

std::string_view trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// What a threshold may speak of: the names that stand for a run's series.
class SeriesNames {
public:
    explicit SeriesNames(const telemetry::Budget& budget) : m_budget(budget) {}

    // The key of the series with that name.
    std::optional<std::string> find(std::string_view name) const
    {
        if (name == telemetry::FreshnessKey || name == telemetry::TotalKey || std::ranges::find(StageKeys, name) != StageKeys.end())
            return std::string(name);
        const auto line = std::ranges::find(m_budget.lines, name, &telemetry::BudgetLine::key);
        return line == m_budget.lines.end() ? std::nullopt : std::optional(telemetry::seriesKeyOf(*line));
    }

    std::string list() const
    {
        std::string names;
        for (const auto key : StageKeys) names.append(key).append(", ");
        names += "freshness, total";
        std::string own;
        for (const auto& line : m_budget.lines)
            if (std::ranges::find(StageKeys, line.key) == StageKeys.end()) own.append(own.empty() ? "" : ", ").append(line.key);
        return own.empty() ? names : names + "; of the budget " + m_budget.name + ": " + own;
    }

private:
    const telemetry::Budget& m_budget;
};

Error refused(std::string_view text, const std::string& reason, const SeriesNames& names)
{
    return {ErrorCode::InvalidInput,
        "threshold '" + std::string(text) + "': " + reason
            + "\n  a latency:  SERIES.QUANTILE OPERATOR DURATION, e.g. total.p99<1s or freshness.p50<=4ms"
            + "\n  a counter:  COUNTER OPERATOR NUMBER, e.g. lost==0 or throughput>20000" + "\n  series:     " + names.list()
            + "\n  quantiles:  p50, p90, p99, p999, max, mean"
            + "\n  counters:   lost, late, duplicate, malformed, refused, throughput (events per second)" + "\n  operators:  < <= > >= =="};
}

std::optional<double> numberIn(std::string_view text)
{
    double value = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
    if (code != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
    return value;
}

Result<ThresholdExpression> withLimit(ThresholdExpression expression, std::string_view limit, const SeriesNames& names)
{
    if (expression.quantile.empty()) {
        const auto number = numberIn(limit);
        if (!number || *number < 0)
            return refused(expression.text, "'" + std::string(limit) + "' is not a plain number of at least 0", names);
        expression.limit = *number;
        return expression;
    }
    const auto duration = parseDuration(limit);
    if (!duration) return refused(expression.text, "'" + std::string(limit) + "' is not a duration such as 20ms, 1.5s or 250us", names);
    expression.limit = toMs(*duration);
    return expression;
}

Result<void> readSubject(ThresholdExpression& expression, std::string_view subject, const SeriesNames& names)
{
    const auto dot = subject.find('.');
    const auto quantile = dot == std::string_view::npos ? std::string_view() : subject.substr(dot + 1);
    const std::string name(subject.substr(0, dot));
    // A group may have the name of a counter: the quantile tells which is meant.
    if (dot == std::string_view::npos && std::ranges::find(Counters, subject) != Counters.end()) {
        expression.subject = name;
        return {};
    }
    const auto series = names.find(name);
    if (dot == std::string_view::npos) {
        if (series) return refused(expression.text, "'" + name + "' needs a quantile, e.g. " + name + ".p99", names);
        return refused(expression.text, "there is no counter '" + name + "'", names);
    }
    if (!series) return refused(expression.text, "there is no series '" + name + "'", names);
    if (std::ranges::find(Quantiles, quantile) == Quantiles.end())
        return refused(expression.text, "there is no quantile '" + std::string(quantile) + "'", names);
    expression.subject = *series;
    expression.quantile = quantile;
    return {};
}

std::optional<double> counterOf(std::string_view name, const RunRecord& record)
{
    const auto& ledger = record.ledger;
    if (name == "lost") return static_cast<double>(ledger.lost());
    if (name == "late") return static_cast<double>(ledger.late);
    if (name == "duplicate") return static_cast<double>(ledger.duplicate);
    if (name == "malformed") return static_cast<double>(ledger.malformed);
    if (name == "refused") return static_cast<double>(ledger.refused);
    if (name == "throughput" && record.durationSeconds > 0) return record.eventsPerSecond;
    return std::nullopt;
}

std::optional<double> measure(const ThresholdExpression& expression, const RunRecord& record)
{
    if (expression.quantile.empty()) return counterOf(expression.subject, record);
    const auto at = record.series.find(expression.subject);
    if (at == record.series.end()) return std::nullopt;
    const auto values = quantilesOf(at->second);
    const std::array all{values.p50, values.p90, values.p99, values.p999, values.max, values.mean};
    const auto index = std::ranges::find(Quantiles, expression.quantile) - Quantiles.begin();
    return static_cast<std::size_t>(index) < all.size() ? all[static_cast<std::size_t>(index)] : std::nullopt;
}

bool holds(Comparison comparison, double value, double limit)
{
    switch (comparison) {
    case Comparison::Less: return value < limit;
    case Comparison::AtMost: return value <= limit;
    case Comparison::Greater: return value > limit;
    case Comparison::AtLeast: return value >= limit;
    case Comparison::Equal: return value == limit;
    }
    return false;
}

} // namespace

Result<ThresholdExpression> parseThreshold(std::string_view text, const telemetry::Budget& budget)
{
    const SeriesNames names(budget);
    ThresholdExpression expression;
    expression.text = text;
    const auto at = text.find_first_of("<>=");
    if (at == std::string_view::npos) return refused(text, "it has no operator", names);
    const auto* found = std::ranges::find_if(Comparisons, [&](const auto& c) { return text.substr(at).starts_with(c.first); });
    if (found == Comparisons.end()) return refused(text, "a single = is not an operator; equality is ==", names);
    expression.comparison = found->second;
    if (auto subject = readSubject(expression, trimmed(text.substr(0, at)), names); !subject) return subject.error();
    return withLimit(std::move(expression), trimmed(text.substr(at + found->first.size())), names);
}

Threshold evaluate(const ThresholdExpression& expression, const RunRecord& record)
{
    // Events that never arrived would have been the slowest: no percentile says anything about them.
    const bool isBlind = !expression.quantile.empty() && record.ledger.neverArrived() > 0;
    const auto value = measure(expression, record);
    return {.expression = expression.text,
        .measured = value.has_value(),
        .value = value.value_or(0),
        .passed = !isBlind && value && holds(expression.comparison, *value, expression.limit)};
}

std::string measuredText(const Threshold& threshold)
{
    if (!threshold.measured) return "too few samples";
    const std::string_view text = threshold.expression;
    const auto subject = trimmed(text.substr(0, text.find_first_of("<>=")));
    if (subject.find('.') != std::string_view::npos) return msText(threshold.value);
    if (subject == "throughput") return threeDigits(threshold.value) + "\u00A0events/s";
    const auto events = static_cast<std::int64_t>(threshold.value);
    return groupedSigned(events) + (events == 1 ? "\u00A0event" : "\u00A0events");
}

} // namespace tailrace::report
