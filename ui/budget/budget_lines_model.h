// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractTableModel>

#include "ui/budget/budget_document.h"

namespace tailrace::ui {

// The budget as a table to be edited: a row for each line, then the total, then the promise. A stage is ticked in the line that answers
// for it, and in no other. Every edit is one step that can be undone.
class BudgetLinesModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Title, Owner, P50, P99, FirstStage, Key = FirstStage + static_cast<int>(telemetry::StageCount), ColumnCount };
    static constexpr int FaultRole = Qt::UserRole; // the cell that keeps the budget from judging

    BudgetLinesModel(BudgetDocument& document, QObject* parent);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    int lines() const { return m_lines; }
    void addLine();
    void removeLine(int row);
    // "Feature store write, P50 target: must not be above p99"; empty without a fault.
    QString faultWords() const;

Q_SIGNALS:
    void refused(const QString& words); // what was typed means nothing there

private:
    bool isTotal(int row) const { return row == m_lines; }
    bool isPromise(int row) const { return row == m_lines + 1; }
    const telemetry::BudgetLine& line(int row) const; // not of the promise
    QString rowName(int row) const;
    QVariant display(int row, int column) const;
    QModelIndex faultCell() const;
    void renew();

    BudgetDocument& m_document;
    int m_lines;
};

} // namespace tailrace::ui
