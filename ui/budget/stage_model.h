// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractTableModel>

#include "ui/run/run_feed.h"

namespace tailrace::ui {

// The budget's table: a row per stage, then the sum of their P99, which is not the P99 of the sum, then a row for each line of the
// budget over several stages. Rows come and go with the budget only; otherwise their values change, in one range per change.
class StageModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Name, Owner, P50, Target, P99, Budget, Left, Trend, State, ColumnCount };
    // For delegates: QVariant of report::State as an int (-1: not judged), and the row's line (see LineKeys).
    enum Role { StateRole = Qt::UserRole, LineRole };

    explicit StageModel(RunFeed& feed);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    static constexpr int SumRow = static_cast<int>(telemetry::StageCount);
    // The sum stands for the total's line.
    static std::size_t lineOf(int row);
    static int rowOf(std::size_t line);

private:
    const report::Row& measured(int row) const; // empty before anything is
    QVariant display(const report::Row& row, std::size_t line, int column) const;
    QVariant displaySum(const report::Rows& rows, int column) const;
    QString stateWords(const report::Row& row, std::size_t line) const;
    QString explanation(const report::Row& row, int column) const;
    QString ofRequests(const QModelIndex& index) const;
    QString nameExplained(const report::Row& row) const;
    void renew();
    void takeGroups();

    RunFeed& m_feed;
    int m_groups = 0; // rows behind the sum
};

} // namespace tailrace::ui
