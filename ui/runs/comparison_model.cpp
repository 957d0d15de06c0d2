// SPDX-License-Identifier: Apache-2.0
#include "ui/runs/comparison_model.h"

#include <cmath>

#include "ui/chart/number_text.h"

namespace tailrace::ui {
namespace {

constexpr std::array<const char*, ComparisonModel::ColumnCount> ComparisonHeads{
    "", "P50 ms, A", "B", "B - A", "P99 ms, A", "B", "B - A", "in %", "beyond the noise?"};

QString signedDigits(std::optional<double> value)
{
    if (!value) return Dash;
    const QString words = digits(std::abs(*value));
    return (*value < 0 ? QStringLiteral(u"\u2212") : QStringLiteral("+")) + words;
}

QString meaningOf(const Difference& difference)
{
    using Meaning = Difference::Meaning;
    const QString noise = difference.noise ? QStringLiteral(u" (noise %1)").arg(ms(difference.noise)) : QString();
    switch (difference.meaning) {
    case Meaning::Unknown: return "too few samples";
    case Meaning::NoiseUnknown: return "not known, no equal run";
    case Meaning::WithinNoise: return "no" + noise;
    case Meaning::Faster: return "faster" + noise;
    case Meaning::Slower: return "slower" + noise;
    }
    return {};
}

} // namespace

int ComparisonModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : m_rows; }

int ComparisonModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(ColumnCount); }

QVariant ComparisonModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount) return {};
    if (role == Qt::DisplayRole)
        return QString(ComparisonHeads[static_cast<std::size_t>(section)]).replace(" - ", QStringLiteral(u" \u2212 "));
    const bool number = section > Line && section < Meaning;
    if (role == Qt::TextAlignmentRole) return QVariant(Qt::AlignVCenter | (number ? Qt::AlignRight : Qt::AlignLeft));
    return {};
}

QVariant ComparisonModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const auto line = static_cast<std::size_t>(index.row());
    const Difference &p50 = m_comparison.p50Of(line), &p99 = m_comparison.p99Of(line);
    const bool number = index.column() > Line && index.column() < Meaning;
    if (role == Qt::TextAlignmentRole) return QVariant(Qt::AlignVCenter | (number ? Qt::AlignRight : Qt::AlignLeft));
    if (role == MeaningRole) return static_cast<int>(p99.meaning);
    if (role != Qt::DisplayRole) return {};
    switch (index.column()) {
    case Line: return m_comparison.nameOf(line);
    case P50A: return digits(p50.a);
    case P50B: return digits(p50.b);
    case P50Diff: return signedDigits(p50.ms());
    case P99A: return digits(p99.a);
    case P99B: return digits(p99.b);
    case P99Diff: return signedDigits(p99.ms());
    case P99Share: return p99.share() ? signedDigits(*p99.share() * 100) + QStringLiteral(u"\u00A0%") : Dash;
    case Meaning: return meaningOf(p99);
    default: return {};
    }
}

void ComparisonModel::show(RunComparison comparison)
{
    const auto rows = static_cast<int>(comparison.lineCount());
    if (rows < m_rows) {
        beginRemoveRows({}, rows, m_rows - 1);
        m_comparison = std::move(comparison);
        m_rows = rows;
        endRemoveRows();
    } else if (rows > m_rows) {
        beginInsertRows({}, m_rows, rows - 1);
        m_comparison = std::move(comparison);
        m_rows = rows;
        endInsertRows();
    } else {
        m_comparison = std::move(comparison);
    }
    Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

} // namespace tailrace::ui
