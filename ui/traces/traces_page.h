// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLabel>
#include <QSortFilterProxyModel>
#include <QTableView>

#include "ui/frame/page.h"
#include "ui/look/look.h"
#include "ui/run/run_feed.h"
#include "ui/traces/trace_model.h"
#include "ui/traces/waterfall.h"

namespace tailrace::ui {

// Single events: the slowest and a fair sample as a list, one of them as a waterfall.
class TracesPage : public Page {
    Q_OBJECT
public:
    TracesPage(RunFeed& feed, const Look& look);

    // Chooses the event for which that line (see LineKeys) took most nearly so long.
    void showNearest(std::size_t line, double ms);

private:
    void makeTable();
    void renew();
    void showCurrent();
    QString factsOf(const telemetry::Trace& trace) const;
    void dress();

    RunFeed& m_feed;
    const Look& m_look;
    TraceModel* m_model;
    QSortFilterProxyModel* m_sorted;
    QTableView* m_table;
    QLabel* m_head;
    QLabel* m_title;
    QLabel* m_legend;
    Waterfall* m_waterfall;
    QLabel* m_facts;
};

} // namespace tailrace::ui
