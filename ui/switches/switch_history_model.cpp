// SPDX-License-Identifier: Apache-2.0
#include "ui/switches/switch_history_model.h"

#include <algorithm>

#include "ui/switches/switch_words.h"

namespace tailrace::ui {
namespace {

constexpr std::array<const char*, SwitchHistoryModel::ColumnCount> SwitchHeads{"at", "switch", "what", "why"};

QString whatOf(const degrade::ShedChange& change)
{
    switch (change.position) {
    case degrade::Position::GivenUp: return "given up by hand";
    case degrade::Position::HeldOn: return "held on by hand";
    case degrade::Position::Automatic: break;
    }
    if (degrade::isByHand(change)) return change.given ? "automatic: given up" : "automatic: on";
    return change.given ? "given up" : "back";
}

} // namespace

std::vector<Switching> SwitchHistoryModel::chosen() const
{
    std::vector<Switching> rows;
    std::ranges::copy_if(m_all, std::back_inserter(rows), [this](const Switching& one) { return !m_only || one.change.shed == *m_only; });
    return rows;
}

void SwitchHistoryModel::show(const std::vector<Switching>& history)
{
    m_all = history;
    std::vector<Switching> rows = chosen();
    const auto common = static_cast<int>(std::ranges::mismatch(m_rows, rows).in1 - m_rows.begin());
    const int before = rowCount(), after = static_cast<int>(rows.size());
    if (common < before && common < after) {
        beginResetModel();
        m_rows = std::move(rows);
        endResetModel();
    } else if (after > before) {
        beginInsertRows({}, before, after - 1);
        m_rows = std::move(rows);
        endInsertRows();
    } else if (after < before) {
        beginRemoveRows({}, after, before - 1);
        m_rows = std::move(rows);
        endRemoveRows();
    }
}

void SwitchHistoryModel::showOnly(std::optional<degrade::Shed> shed)
{
    if (m_only == shed) return;
    beginResetModel();
    m_only = shed;
    m_rows = chosen();
    endResetModel();
}

QVariant SwitchHistoryModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount) return {};
    if (role == Qt::DisplayRole) return QString(SwitchHeads[static_cast<std::size_t>(section)]);
    if (role == Qt::TextAlignmentRole) return QVariant(Qt::AlignVCenter | (section == Time ? Qt::AlignRight : Qt::AlignLeft));
    return {};
}

QVariant SwitchHistoryModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const Switching& row = m_rows[static_cast<std::size_t>(index.row())];
    if (role == Qt::TextAlignmentRole) return QVariant(Qt::AlignVCenter | (index.column() == Time ? Qt::AlignRight : Qt::AlignLeft));
    if (role == Qt::ToolTipRole) return text(degrade::noteOf(row.change).text);
    if (role != Qt::DisplayRole) return {};
    switch (index.column()) {
    case Time: return clockText(row.atSeconds);
    case Switch: return QString(ShortShedNames[static_cast<std::size_t>(row.change.shed)]);
    case What: return whatOf(row.change);
    case Why: return text(row.change.cause);
    default: return {};
    }
}

} // namespace tailrace::ui
