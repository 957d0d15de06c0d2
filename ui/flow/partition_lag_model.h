// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractTableModel>

#include "ui/run/run_feed.h"

namespace tailrace::ui {

// How far each partition is behind at the end of the range in view, a row each.
class PartitionLagModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Partition, Events, Seconds, Trend, CaughtUp, ColumnCount };

    PartitionLagModel(RunFeed& feed, QObject* parent);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    void renew();
    QVariant display(std::size_t partition, int column) const;

    RunFeed& m_feed;
    telemetry::PartitionLags m_now, m_before; // TrendSeconds apart
    double m_apart = 0;
};

} // namespace tailrace::ui
