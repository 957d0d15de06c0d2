// SPDX-License-Identifier: Apache-2.0
#include "ui/flow/partition_lag_model.h"

#include <array>

#include "ui/chart/number_text.h"
#include "ui/flow/lag_trend.h"

namespace tailrace::ui {
namespace {

constexpr std::array<const char*, PartitionLagModel::ColumnCount> LagHeads{"partition", "events", "seconds", "a second", "caught up"};

} // namespace

PartitionLagModel::PartitionLagModel(RunFeed& feed, QObject* parent) : QAbstractTableModel(parent), m_feed(feed)
{
    for (const auto signal : {&RunFeed::rangeChanged, &RunFeed::secondsAdded, &RunFeed::shownChanged})
        connect(&feed, signal, this, &PartitionLagModel::renew);
    renew();
}

int PartitionLagModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(m_now.size()); }

int PartitionLagModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(ColumnCount); }

void PartitionLagModel::renew()
{
    const double end = m_feed.time().measured().to;
    const SecondPoint *last = nullptr, *before = nullptr;
    for (const SecondPoint& point : m_feed.seconds()) {
        if (point.second >= end) break;
        last = &point;
        if (point.second <= end - 1 - TrendSeconds) before = &point;
    }
    telemetry::PartitionLags now = last ? last->partitionLag : telemetry::PartitionLags();
    const bool isReset = now.size() != m_now.size(); // another run: partitions do not come and go
    if (isReset) beginResetModel();
    m_now = std::move(now);
    m_before = before && before->partitionLag.size() == m_now.size() ? before->partitionLag : telemetry::PartitionLags();
    m_apart = before && last ? last->second - before->second : 0;
    if (isReset)
        endResetModel();
    else if (!m_now.empty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

QVariant PartitionLagModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount) return {};
    if (role == Qt::DisplayRole) return QString(LagHeads[static_cast<std::size_t>(section)]);
    if (role == Qt::TextAlignmentRole) return QVariant(Qt::AlignVCenter | Qt::AlignRight);
    return {};
}

QVariant PartitionLagModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    if (role == Qt::TextAlignmentRole) return QVariant(Qt::AlignVCenter | Qt::AlignRight);
    if (role == Qt::ToolTipRole)
        return "Events of the partition that are in the journal and that its worker has not decided, the time since the oldest of them was "
               "written, and how the number has changed over the last "
            + QString::number(TrendSeconds) + " seconds";
    return role == Qt::DisplayRole ? display(static_cast<std::size_t>(index.row()), index.column()) : QVariant();
}

QVariant PartitionLagModel::display(std::size_t partition, int column) const
{
    const telemetry::PartitionLag& lag = m_now[partition];
    const bool hasTrend = !m_before.empty();
    const LagTrend trend = hasTrend ? trendOf(m_before[partition].events, lag.events, m_apart) : LagTrend();
    switch (column) {
    case Partition: return QString::number(partition);
    case Events: return count(static_cast<double>(lag.events));
    case Seconds: return QString::number(lag.seconds, 'f', 2);
    case Trend:
        if (!hasTrend) return Dash;
        if (trend.perSecond == 0) return "steady";
        return (trend.perSecond > 0 ? "+" : QStringLiteral(u"\u2212")) + count(std::abs(trend.perSecond));
    case CaughtUp:
        if (trend.perSecond > 0) return "not so";
        return trend.secondsLeft > 0 ? QStringLiteral("in %1 s").arg(trend.secondsLeft, 0, 'f', 0) : Dash;
    default: return {};
    }
}

} // namespace tailrace::ui
