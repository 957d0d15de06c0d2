// SPDX-License-Identifier: Apache-2.0
#include "ui/budget/budget_lines_model.h"

#include "ui/budget/stage_assignment.h"
#include "ui/chart/number_text.h"

namespace tailrace::ui {
namespace {

using telemetry::Budget;
using telemetry::BudgetLine;
using telemetry::StageCount;

// As the file calls the columns that hold one field each.
constexpr std::pair<BudgetLinesModel::Column, const char*> FieldNames[] = {{BudgetLinesModel::Title, "title"},
    {BudgetLinesModel::Owner, "owner"}, {BudgetLinesModel::P50, "p50"}, {BudgetLinesModel::P99, "p99"}, {BudgetLinesModel::Key, "key"}};

int stageOf(int column)
{
    return column >= BudgetLinesModel::FirstStage && column < BudgetLinesModel::Key ? column - BudgetLinesModel::FirstStage : -1;
}

std::string& textIn(BudgetLine& line, int column)
{
    return column == BudgetLinesModel::Title ? line.title : column == BudgetLinesModel::Owner ? line.owner : line.key;
}

QString limitText(std::chrono::nanoseconds limit) { return text(telemetry::durationText(limit)); }

} // namespace

BudgetLinesModel::BudgetLinesModel(BudgetDocument& document, QObject* parent)
    : QAbstractTableModel(parent),
      m_document(document),
      m_lines(static_cast<int>(document.budget().lines.size()))
{
    connect(&document, &BudgetDocument::changed, this, &BudgetLinesModel::renew);
}

int BudgetLinesModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : m_lines + 2; }

int BudgetLinesModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(ColumnCount); }

const BudgetLine& BudgetLinesModel::line(int row) const
{
    const Budget& budget = m_document.budget();
    return row < m_lines ? budget.lines[static_cast<std::size_t>(row)] : budget.total;
}

void BudgetLinesModel::renew()
{
    const auto wanted = static_cast<int>(m_document.budget().lines.size());
    if (wanted > m_lines) {
        beginInsertRows({}, m_lines, wanted - 1);
        m_lines = wanted;
        endInsertRows();
    } else if (wanted < m_lines) {
        beginRemoveRows({}, wanted, m_lines - 1);
        m_lines = wanted;
        endRemoveRows();
    }
    Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

QString BudgetLinesModel::rowName(int row) const
{
    if (isPromise(row)) return "Promise";
    if (isTotal(row)) return "Total";
    return line(row).title.empty() ? text(line(row).key) : text(line(row).title);
}

QVariant BudgetLinesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount) return {};
    const int stage = stageOf(section);
    if (role == Qt::ToolTipRole && stage >= 0)
        return "Whether the line answers for " + text(telemetry::StageTitles[static_cast<std::size_t>(stage)])
            + ". Space ticks; each stage belongs to one line.";
    if (role == Qt::TextAlignmentRole)
        return QVariant(Qt::AlignVCenter | (section == P50 || section == P99 ? Qt::AlignRight : Qt::AlignLeft));
    if (role != Qt::DisplayRole) return {};
    if (stage >= 0) return text(telemetry::StageShortTitles[static_cast<std::size_t>(stage)]);
    switch (section) {
    case Title: return "line of the budget";
    case Owner: return "owner";
    case P50: return "P50 target";
    case P99: return "P99 budget";
    default: return "name in thresholds";
    }
}

QVariant BudgetLinesModel::display(int row, int column) const
{
    if (isPromise(row)) {
        if (column == Title) return "Promise: no click takes longer";
        return column == P99 ? QVariant(limitText(m_document.budget().promise)) : QVariant();
    }
    const BudgetLine& own = line(row);
    switch (column) {
    case Title: return isTotal(row) && own.title.empty() ? QVariant("Total") : QVariant(text(own.title));
    case Owner: return text(own.owner);
    case P50: return limitText(own.p50);
    case P99: return limitText(own.p99);
    case Key: return isTotal(row) ? QString("total") : text(own.key);
    default: return {};
    }
}

QVariant BudgetLinesModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const int row = index.row(), stage = stageOf(index.column());
    switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole: return display(row, index.column());
    case Qt::CheckStateRole:
        if (stage < 0 || row >= m_lines) return {};
        return answersFor(line(row), static_cast<std::size_t>(stage)) ? Qt::Checked : Qt::Unchecked;
    case Qt::TextAlignmentRole: return headerData(index.column(), Qt::Horizontal, role);
    case Qt::AccessibleTextRole:
        return rowName(row) + ", "
            + (stage >= 0 ? text(telemetry::StageTitles[static_cast<std::size_t>(stage)])
                        + (row < m_lines && answersFor(line(row), static_cast<std::size_t>(stage)) ? ", answers for it" : "")
                          : headerData(index.column(), Qt::Horizontal, Qt::DisplayRole).toString() + " "
                        + display(row, index.column()).toString());
    case Qt::ToolTipRole: return index == faultCell() ? QVariant(faultWords()) : QVariant();
    case FaultRole: return index == faultCell();
    default: return {};
    }
}

Qt::ItemFlags BudgetLinesModel::flags(const QModelIndex& index) const
{
    if (!index.isValid()) return Qt::NoItemFlags;
    const Qt::ItemFlags usual = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
    if (isPromise(index.row())) return index.column() == P99 ? usual | Qt::ItemIsEditable : usual;
    if (stageOf(index.column()) >= 0) return index.row() < m_lines ? usual | Qt::ItemIsUserCheckable : usual;
    return isTotal(index.row()) && index.column() == Key ? usual : usual | Qt::ItemIsEditable;
}

bool BudgetLinesModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return false;
    Budget budget = m_document.budget();
    const int row = index.row(), column = index.column();
    const auto at = static_cast<std::size_t>(row);
    if (role == Qt::CheckStateRole && stageOf(column) >= 0 && row < m_lines) {
        const auto stage = static_cast<std::size_t>(stageOf(column));
        const bool on = value.toInt() == Qt::Checked;
        m_document.change(QString(on ? "give %1 to %2" : "take %1 from %2").arg(text(telemetry::StageTitles[stage]), rowName(row)),
            on ? withStage(std::move(budget), at, stage) : withoutStage(std::move(budget), at, stage));
        return true;
    }
    if (role != Qt::EditRole || !(flags(index) & Qt::ItemIsEditable)) return false;
    const QString words = headerData(column, Qt::Horizontal, Qt::DisplayRole).toString() + " of " + rowName(row);
    BudgetLine& own = row < m_lines ? budget.lines[at] : budget.total;
    if (column == P50 || column == P99) {
        const auto limit = telemetry::parseLimit(value.toString().trimmed().toStdString());
        if (!limit) {
            Q_EMIT refused(words + QStringLiteral(u": \u201C%1\u201D ").arg(value.toString()) + text(limit.error().context()));
            return false;
        }
        (isPromise(row) ? budget.promise : column == P50 ? own.p50 : own.p99) = *limit;
    } else {
        textIn(own, column) = value.toString().trimmed().toStdString();
    }
    m_document.change(words, std::move(budget));
    return true;
}

void BudgetLinesModel::addLine() { m_document.change("another line", withNewLine(m_document.budget())); }

void BudgetLinesModel::removeLine(int row)
{
    if (row < 0 || row >= m_lines) return;
    Budget budget = m_document.budget();
    budget.lines.erase(budget.lines.begin() + row);
    m_document.change("remove " + rowName(row), std::move(budget));
}

// From "lines[2].p99", "lines[2].stages[1]", "total.p50", "promise".
QModelIndex BudgetLinesModel::faultCell() const
{
    if (!m_document.fault()) return {};
    const QString field = text(m_document.fault()->field);
    if (field == "promise") return index(m_lines + 1, P99);
    int row = m_lines;
    if (field.startsWith("lines["))
        row = field.mid(6, field.indexOf(']') - 6).toInt();
    else if (!field.startsWith("total"))
        return {};
    const QString last = field.mid(field.indexOf('.') + 1);
    for (const auto& [column, name] : FieldNames)
        if (last == name) return index(row, column);
    return index(row, last.startsWith("stages") ? static_cast<int>(FirstStage) : static_cast<int>(Title));
}

QString BudgetLinesModel::faultWords() const
{
    const auto& fault = m_document.fault();
    if (!fault) return {};
    const QModelIndex cell = faultCell();
    if (!cell.isValid()) return "The budget's " + text(fault->field) + " " + text(fault->reason);
    const QString column =
        stageOf(cell.column()) >= 0 ? QString("stages") : headerData(cell.column(), Qt::Horizontal, Qt::DisplayRole).toString();
    return rowName(cell.row()) + ", " + column + ": " + text(fault->reason);
}

} // namespace tailrace::ui
