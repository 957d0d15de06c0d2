// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QSortFilterProxyModel>
#include <optional>

#include "ui/run/run_feed.h"
#include "ui/run/trace_filter.h"
#include "ui/traces/trace_model.h"

namespace tailrace::ui {

// The kept events, sorted, and only those of a filter while there is one.
class TraceSelection : public QSortFilterProxyModel {
    Q_OBJECT
public:
    TraceSelection(const RunFeed& feed, TraceModel& traces, QObject* parent);

    void choose(std::optional<TraceFilter> filter);
    const std::optional<TraceFilter>& filter() const { return m_filter; }
    // "0:40 – 0:45, 80.0 – 160 ms, Recommendation: 7 of 40 kept events (1 204 measured)"
    QString words() const;
    // Why there is nothing to see.
    QString emptyWords() const;

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    bool isInTime(const telemetry::Trace& trace) const;

    const RunFeed& m_feed;
    TraceModel& m_traces;
    std::optional<TraceFilter> m_filter;
};

} // namespace tailrace::ui
