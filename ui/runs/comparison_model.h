// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractTableModel>

#include "ui/runs/run_comparison.h"

namespace tailrace::ui {

// Two runs as a table, a row per stage, freshness and total, and one for each group of stages that both budgets have.
class ComparisonModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Line, P50A, P50B, P50Diff, P99A, P99B, P99Diff, P99Share, Meaning, ColumnCount };
    static constexpr int MeaningRole = Qt::UserRole; // Difference::Meaning of the P99, as an int

    explicit ComparisonModel(QObject* parent) : QAbstractTableModel(parent) {}

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    void show(RunComparison comparison);
    const RunComparison& comparison() const { return m_comparison; }

private:
    RunComparison m_comparison;
    int m_rows = static_cast<int>(LineCount);
};

} // namespace tailrace::ui
