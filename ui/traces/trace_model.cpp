// SPDX-License-Identifier: Apache-2.0
#include "ui/traces/trace_model.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "ui/chart/number_text.h"
#include "ui/run/second_point.h"

namespace tailrace::ui {
namespace {

constexpr std::array<const char*, TraceModel::ColumnCount> TraceHeads{"life ms", "kept as", "event", "most time in", "recommendation"};

double lifeMs(const telemetry::Trace& trace) { return report::toMs(trace.life()); }

std::set<std::string> idsOf(const std::vector<telemetry::Trace>& traces)
{
    std::set<std::string> ids;
    for (const auto& trace : traces) ids.insert(trace.eventId);
    return ids;
}

} // namespace

std::optional<double> partMs(const telemetry::Trace& trace, telemetry::StageSet stages)
{
    if (!trace.request && telemetry::populationOf(stages) == telemetry::Population::Requests) return std::nullopt;
    const auto times = telemetry::stageTimes(trace.stamps);
    std::chrono::nanoseconds sum{};
    for (std::size_t stage = 0; stage < times.size(); ++stage)
        if (stages.test(stage)) sum += times[stage].total();
    return report::toMs(sum);
}

std::size_t slowestStage(const telemetry::Trace& trace)
{
    const auto times = telemetry::stageTimes(trace.stamps);
    const std::size_t stages = trace.request ? telemetry::StageCount : telemetry::StagesOfAll;
    std::size_t slowest = 0;
    for (std::size_t stage = 1; stage < stages; ++stage)
        if (times[stage].total() > times[slowest].total()) slowest = stage;
    return slowest;
}

int TraceModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(m_traces.size()); }

int TraceModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(ColumnCount); }

QVariant TraceModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount) return {};
    if (role == Qt::DisplayRole) return QString(TraceHeads[static_cast<std::size_t>(section)]);
    if (role == Qt::TextAlignmentRole) return QVariant(Qt::AlignVCenter | (section == Life ? Qt::AlignRight : Qt::AlignLeft));
    return {};
}

QVariant TraceModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const telemetry::Trace& trace = at(index.row());
    if (role == SortRole && index.column() == Life) return lifeMs(trace);
    if (role == Qt::TextAlignmentRole) return QVariant(Qt::AlignVCenter | (index.column() == Life ? Qt::AlignRight : Qt::AlignLeft));
    if (role == Qt::ToolTipRole) return "event " + text(trace.eventId);
    if (role != Qt::DisplayRole && role != SortRole) return {};
    switch (index.column()) {
    case Life: return digits(lifeMs(trace));
    case Kind: return QString(trace.slowest ? "slow" : "fair sample");
    case Type: return text(trace.eventType);
    case Slowest: return text(LineNames[slowestStage(trace)]);
    case Outcome: return trace.request ? text(trace.outcome) : Dash;
    default: return {};
    }
}

void TraceModel::renew(const std::vector<telemetry::Trace>& traces)
{
    const std::set<std::string> wanted = idsOf(traces);
    for (int row = rowCount() - 1; row >= 0; --row) {
        if (wanted.contains(at(row).eventId)) continue;
        beginRemoveRows({}, row, row);
        m_traces.erase(m_traces.begin() + row);
        endRemoveRows();
    }
    std::set<std::string> known = idsOf(m_traces);
    std::vector<telemetry::Trace> fresh;
    for (const auto& trace : traces)
        if (known.insert(trace.eventId).second) fresh.push_back(trace);
    if (fresh.empty()) return;
    beginInsertRows({}, rowCount(), rowCount() + static_cast<int>(fresh.size()) - 1);
    std::ranges::move(fresh, std::back_inserter(m_traces));
    endInsertRows();
}

int TraceModel::nearest(telemetry::StageSet stages, double wanted) const
{
    int best = -1;
    double bestGap = 0;
    for (int row = 0; row < rowCount(); ++row) {
        const auto took = partMs(at(row), stages);
        if (!took) continue;
        const double gap = std::abs(*took - wanted);
        if (best >= 0 && gap >= bestGap) continue;
        best = row;
        bestGap = gap;
    }
    return best;
}

} // namespace tailrace::ui
