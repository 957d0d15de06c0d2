// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLabel>
#include <QPushButton>
#include <QTableView>

#include "ui/frame/page.h"
#include "ui/look/look.h"
#include "ui/run/run_feed.h"
#include "ui/traces/trace_model.h"
#include "ui/traces/trace_selection.h"
#include "ui/traces/waterfall.h"

namespace tailrace::ui {

// Single events: the slowest and a fair sample as a list, one of them as a waterfall.
class TracesPage : public Page {
    Q_OBJECT
public:
    TracesPage(RunFeed& feed, const Look& look);

    // Chooses the event for which that line (see LineKeys) took most nearly so long.
    void showNearest(std::size_t line, double ms);
    // Only these, until the filter is taken away.
    void showOnly(const TraceFilter& filter);
    void showAll();
    QList<QAction*> commands() override { return {m_clear}; }

private:
    void makeTable();
    void renew();
    void renewWords();
    void showCurrent();
    QString factsOf(const telemetry::Trace& trace) const;
    void dress();

    RunFeed& m_feed;
    const Look& m_look;
    TraceModel* m_model;
    TraceSelection* m_sorted;
    QTableView* m_table;
    QLabel* m_head;
    QLabel* m_title;
    QLabel* m_legend;
    Waterfall* m_waterfall;
    QLabel* m_facts;
    QPushButton* m_chip; // the filter
    QAction* m_clear;
};

} // namespace tailrace::ui
