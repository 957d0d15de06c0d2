// SPDX-License-Identifier: Apache-2.0
#include "ui/budget/stage_model.h"

#include <algorithm>
#include <array>

#include "ui/chart/number_text.h"
#include "ui/chart/state_mark.h"
#include "ui/run/shown_line.h"

namespace tailrace::ui {
namespace {

constexpr std::array<const char*, StageModel::ColumnCount> StageHeads{
    "Stage", "Owner", "P50 ms", "target", "P99 ms", "budget", "left ms", "P99, last 5 min", "state"};

const report::Row EmptyRow{};

} // namespace

StageModel::StageModel(RunFeed& feed) : m_feed(feed)
{
    connect(&feed, &RunFeed::rangeChanged, this, &StageModel::renew);
    connect(&feed, &RunFeed::secondsAdded, this, &StageModel::renew);
    for (const auto signal : {&RunFeed::shownChanged, &RunFeed::budgetChanged})
        connect(&feed, signal, this, [this] {
            takeGroups();
            renew();
        });
    takeGroups();
}

std::size_t StageModel::lineOf(int row)
{
    if (row < SumRow) return static_cast<std::size_t>(row);
    return row == SumRow ? TotalLine : FirstGroupLine + static_cast<std::size_t>(row - SumRow - 1);
}

int StageModel::rowOf(std::size_t line)
{
    if (line < telemetry::StageCount) return static_cast<int>(line);
    return line < FirstGroupLine ? SumRow : SumRow + 1 + static_cast<int>(line - FirstGroupLine);
}

void StageModel::takeGroups()
{
    const auto wanted = static_cast<int>(groupLines(m_feed.shown().budget));
    if (wanted > m_groups) {
        beginInsertRows({}, rowCount(), SumRow + wanted);
        m_groups = wanted;
        endInsertRows();
    } else if (wanted < m_groups) {
        beginRemoveRows({}, SumRow + 1 + wanted, rowCount() - 1);
        m_groups = wanted;
        endRemoveRows();
    }
}

void StageModel::renew() { Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1)); }

int StageModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : SumRow + 1 + m_groups; }

int StageModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(ColumnCount); }

QVariant StageModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount) return {};
    if (role == Qt::DisplayRole) return QString(StageHeads[static_cast<std::size_t>(section)]);
    const bool number = section >= P50 && section <= Left;
    if (role == Qt::TextAlignmentRole) return QVariant(Qt::AlignVCenter | (number ? Qt::AlignRight : Qt::AlignLeft));
    return {};
}

// The range may still be of the budget before.
const report::Row& StageModel::measured(int row) const
{
    const auto range = m_feed.range();
    if (!range) return EmptyRow;
    if (row == SumRow) return range->rows.total;
    if (row < SumRow) return range->rows.stages[static_cast<std::size_t>(row)];
    const auto group = static_cast<std::size_t>(row - SumRow - 1);
    return group < range->rows.groups.size() ? range->rows.groups[group] : EmptyRow;
}

QVariant StageModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const auto range = m_feed.range();
    const bool isSum = index.row() == SumRow;
    const std::size_t line = lineOf(index.row());
    const report::Row& row = measured(index.row());
    switch (role) {
    case Qt::DisplayRole:
        if (isSum) return displaySum(range ? range->rows : report::Rows{}, index.column());
        return display(row, line, index.column());
    case Qt::TextAlignmentRole: {
        const bool number = index.column() >= P50 && index.column() <= Left;
        return QVariant(Qt::AlignVCenter | (number ? Qt::AlignRight : Qt::AlignLeft));
    }
    case Qt::ToolTipRole: return isSum ? QVariant() : QVariant(explanation(row, index.column()) + ofRequests(index));
    case StateRole: return row.state ? static_cast<int>(*row.state) : -1;
    case LineRole: return static_cast<int>(line);
    default: return {};
    }
}

QVariant StageModel::display(const report::Row& row, std::size_t line, int column) const
{
    const bool judged = row.values.p99 && row.budgetP99;
    switch (column) {
    case Name: return lineTitle(m_feed.shown().budget, line);
    case Owner: return row.owner.empty() ? Dash : text(row.owner);
    case P50: return digits(row.values.p50);
    case Target: return plain(row.budgetP50);
    case P99: return digits(row.values.p99);
    case Budget: return plain(row.budgetP99);
    case Left: return judged ? text(report::threeDigits(*row.budgetP99 - *row.values.p99)).replace('-', QStringLiteral(u"\u2212")) : Dash;
    case State: return stateWords(row, line);
    default: return {};
    }
}

QString StageModel::stateWords(const report::Row& row, std::size_t line) const
{
    const int over = m_feed.secondsOver(line);
    if (over > 0 && m_feed.time().isLive()) return QStringLiteral("over for %1 s").arg(over);
    if (row.state != telemetry::Verdict::Over) return wordOf(row.state);
    const TimeSpan span = m_feed.time().measured();
    const double budget = m_feed.budgetOf(line);
    int last = -1;
    for (const SecondPoint& point : m_feed.seconds())
        if (point.second < span.to && point.line(line).p99Ms.value_or(0) > budget) last = point.second;
    return last < 0 ? QStringLiteral("over") : QStringLiteral("over, until ") + clockText(last + 1);
}

QVariant StageModel::displaySum(const report::Rows& rows, int column) const
{
    if (column == Name) return QStringLiteral(u"Sum of the stages\u2019 P99, requests");
    if (column == P99) return rows.stages.empty() ? Dash : digits(report::sumOfP99(rows));
    if (column != Budget) return {};
    if (!rows.total.values.p99) return QStringLiteral("the P99 of the sum needs 1 000 requests");
    return QStringLiteral(u"\u2190 not the P99 of the sum: %1.  Why?").arg(digits(rows.total.values.p99));
}

QString StageModel::explanation(const report::Row& row, int column) const
{
    const auto range = m_feed.range();
    if (!range) return {};
    const QString over = QStringLiteral("of %1 %2, %3 to %4, each measured from its due time")
                             .arg(count(static_cast<double>(row.values.count)), text(row.population), clockText(range->span.from),
                                 clockText(range->span.to));
    switch (column) {
    case P50: return "Half are faster than this: " + ms(row.values.p50) + ", " + over;
    case P99:
        return "99 of 100 are faster than this: " + ms(row.values.p99) + ", " + over + (row.note.empty() ? "" : ". " + text(row.note));
    case Target: return text(row.owner) + " aims at this P50: " + plain(row.budgetP50) + " ms";
    case Budget: return text(row.owner) + " has promised this P99: " + plain(row.budgetP99) + " ms";
    case Trend: return "P99 of each second, or of as many as it takes to have 1 000 samples; the line is the budget";
    case Name:
        return nameExplained(row) + (row.waitingShare ? " It waits for " + percent(*row.waitingShare) + " of its time, " + over : "");
    default: break;
    }
    if (!row.note.empty()) return text(row.note);
    if (!row.waitingShare) return {};
    return text(row.title) + " waits for " + percent(*row.waitingShare) + " of its time, " + over;
}

// The first three stages' own rows count all events.
QString StageModel::ofRequests(const QModelIndex& index) const
{
    const auto range = m_feed.range();
    const auto stage = static_cast<std::size_t>(index.row());
    if (!range || (index.column() != P50 && index.column() != P99) || stage >= range->rows.requests.size()) return {};
    const report::Quantiles& values = range->rows.requests[stage].values;
    return "\n\nOf the " + count(static_cast<double>(values.count))
        + " that asked for a recommendation alone: " + ms(index.column() == P50 ? values.p50 : values.p99);
}

QString StageModel::nameExplained(const report::Row& row) const
{
    QString stages;
    for (std::size_t i = 0; i < telemetry::StageCount; ++i)
        if (std::ranges::find(row.stages, telemetry::StageKeys[i]) != row.stages.end())
            stages += (stages.isEmpty() ? "" : " + ") + text(telemetry::StageTitles[i]);
    if (stages.isEmpty()) return text(row.title) + ".";
    return text(row.title) + ". Of each event the sum of its own times in " + stages + ".";
}

} // namespace tailrace::ui
