// SPDX-License-Identifier: Apache-2.0
#include "ui/run/history_store.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "pipeline/report/number_format.h"
#include "pipeline/telemetry/stage_group.h"
#include "ui/run/shown_line.h"

namespace tailrace::ui {
namespace {

constexpr std::size_t BlockSeconds = 32;
constexpr std::size_t RecentSeconds = 30;
constexpr std::uint64_t SamplesForP50 = 20;

std::optional<float> quantileMs(const telemetry::Histogram& histogram, double q)
{
    const auto shown = telemetry::shownQuantile(histogram, q);
    if (!shown) return std::nullopt;
    return static_cast<float>(report::toMs(*shown));
}

std::size_t heatRowOf(double ms)
{
    const double row = std::log10(std::max(ms, HeatLowestMs) / HeatLowestMs) * HeatRowsPerDecade;
    return std::min(static_cast<std::size_t>(row), HeatRows - 1);
}

const telemetry::Histogram* find(const telemetry::Series& series, const std::string& key)
{
    const auto at = series.find(key);
    return at == series.end() ? nullptr : &at->second;
}

} // namespace

HistoryStore::HistoryStore(telemetry::Budget budget) : m_own(std::move(budget)) { judgeBy({}); }

bool HistoryStore::judgeBy(std::optional<telemetry::Budget> budget)
{
    const auto before = telemetry::groupsOf(m_budget);
    m_budget = budget ? std::move(*budget) : m_own;
    const auto keysBefore = std::exchange(m_keys, {});
    for (std::size_t line = 0; line < LineCount + groupLines(m_budget); ++line) m_keys.push_back(seriesOfLine(m_budget, line));
    return m_keys != keysBefore || telemetry::groupsOf(m_budget) != before;
}

SecondPoint HistoryStore::add(const report::SecondRecord& second)
{
    while (static_cast<int>(m_seconds.size()) < second.second) {
        m_seconds.emplace_back();
        closeBlock();
    }
    m_seconds.push_back(second.series);
    closeBlock();

    const telemetry::Series series = named(second.series.unpack());
    remember(series);
    SecondPoint point{.second = second.second,
        .lines = {},
        .ledger = second.ledger,
        .offeredPerSecond = second.offeredPerSecond,
        .appliedPerSecond = second.appliedPerSecond,
        .lagEvents = second.lagEvents,
        .lagSeconds = second.lagSeconds,
        .partitionLag = second.partitionLag,
        .queueFill = second.queueFill};
    for (std::size_t i = 0; i < LineCount; ++i) point.lines[i] = pointOf(series, i);
    point.groups = groupPointsOf(series);
    return point;
}

telemetry::Series HistoryStore::named(telemetry::Series measured) const
{
    telemetry::regroup(measured, m_own, m_budget);
    return measured;
}

void HistoryStore::remember(const telemetry::Series& second)
{
    Lines lines(m_keys.size());
    for (std::size_t i = 0; i < lines.size(); ++i)
        if (const auto* histogram = find(second, m_keys[i])) lines[i] = *histogram;
    m_recent.push_back(std::move(lines));
    if (m_recent.size() > RecentSeconds) m_recent.pop_front();
}

std::vector<LinePoint> HistoryStore::groupPointsOf(const telemetry::Series& second) const
{
    std::vector<LinePoint> points;
    for (std::size_t i = FirstGroupLine; i < m_keys.size(); ++i) points.push_back(pointOf(second, i));
    return points;
}

std::vector<std::vector<LinePoint>> HistoryStore::groupPoints()
{
    std::vector<std::vector<LinePoint>> points;
    if (m_keys.size() == FirstGroupLine) return std::vector<std::vector<LinePoint>>(m_seconds.size());
    points.reserve(m_seconds.size());
    m_recent.clear();
    for (const telemetry::PackedSeries& second : m_seconds) {
        const telemetry::Series series = named(second.unpack());
        remember(series);
        points.push_back(groupPointsOf(series));
    }
    return points;
}

LinePoint HistoryStore::pointOf(const telemetry::Series& second, std::size_t line) const
{
    LinePoint point;
    const auto* histogram = find(second, m_keys[line]);
    if (!histogram) return point;
    point.count = static_cast<std::uint32_t>(histogram->count());
    const double mean = report::toMs(histogram->mean());
    const auto* waiting = find(second, m_keys[line] + ".waiting");
    if (waiting && mean > 0) point.waitingShare = static_cast<float>(std::min(1.0, report::toMs(waiting->mean()) / mean));
    point.p50Ms = quantileMs(recent(line, SamplesForP50), 0.5);
    point.p99Ms = quantileMs(recent(line, telemetry::Histogram::MinimumForP99), 0.99);
    for (const auto& bar : histogram->bars()) {
        const double ms = (report::toMs(bar.from) + report::toMs(bar.to)) / 2;
        point.heat[heatRowOf(ms)] += static_cast<std::uint32_t>(bar.count);
    }
    return point;
}

// The newest second, and as many before it as it takes to have so many samples.
telemetry::Histogram HistoryStore::recent(std::size_t line, std::uint64_t samples) const
{
    telemetry::Histogram sum = m_recent.back()[line];
    for (std::size_t back = 2; back <= m_recent.size() && sum.count() < samples; ++back) sum.merge(m_recent[m_recent.size() - back][line]);
    return sum;
}

void HistoryStore::closeBlock()
{
    if (m_seconds.size() % BlockSeconds != 0) return;
    telemetry::Series sum;
    for (std::size_t i = m_seconds.size() - BlockSeconds; i < m_seconds.size(); ++i) mergeInto(sum, m_seconds[i]);
    m_blocks.emplace_back(sum);
}

RangeView HistoryStore::sum(TimeSpan span) const
{
    const auto count = static_cast<double>(m_seconds.size());
    const auto first = static_cast<std::size_t>(std::clamp(std::floor(span.from), 0.0, count));
    const auto last = static_cast<std::size_t>(std::clamp(std::ceil(span.to), 0.0, count));
    report::RunRecord part;
    part.budget = m_budget;
    part.ledger = m_ledger;
    for (std::size_t i = first; i < last;) {
        const bool wholeBlock = i % BlockSeconds == 0 && i + BlockSeconds <= last;
        mergeInto(part.series, wholeBlock ? m_blocks[i / BlockSeconds] : m_seconds[i]);
        i += wholeBlock ? BlockSeconds : 1;
    }
    part.series = named(std::move(part.series));
    RangeView view{
        .span = {static_cast<double>(first), static_cast<double>(last)}, .series = {}, .rows = report::rowsOf(part), .headline = {}};
    view.headline = report::headlineOf(view.rows);
    view.series = std::move(part.series);
    return view;
}

} // namespace tailrace::ui
