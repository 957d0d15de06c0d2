// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractTableModel>
#include <optional>
#include <vector>

#include "pipeline/telemetry/stage_group.h"
#include "pipeline/telemetry/trace.h"

namespace tailrace::ui {

// The events of which the whole life is known: the slowest and a fair sample. Renewed by what has come and gone, so that selection and
// scroll position stay.
class TraceModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Life, Kind, Type, Slowest, Outcome, ColumnCount };
    static constexpr int SortRole = Qt::UserRole;

    explicit TraceModel(QObject* parent) : QAbstractTableModel(parent) {}

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    void renew(const std::vector<telemetry::Trace>& traces);
    const telemetry::Trace& at(int row) const { return m_traces[static_cast<std::size_t>(row)]; }
    // The row for which these stages together took most nearly so long; -1 when no row has lived them all.
    int nearest(telemetry::StageSet stages, double ms) const;

private:
    std::vector<telemetry::Trace> m_traces;
};

// How long these stages together took for this event; nothing when it has not lived them all.
std::optional<double> partMs(const telemetry::Trace& trace, telemetry::StageSet stages);

// The stage in which the event spent most of its time.
std::size_t slowestStage(const telemetry::Trace& trace);

} // namespace tailrace::ui
