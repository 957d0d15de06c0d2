// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLabel>
#include <QTableView>

#include "ui/flow/flow_graph.h"
#include "ui/frame/page.h"

namespace tailrace::ui {

// Where events are, and what holds them up.
class FlowPage : public Page {
    Q_OBJECT
public:
    FlowPage(RunFeed& feed, const Look& look);

Q_SIGNALS:
    void stageChosen(std::size_t stage);

private:
    QWidget* makePartitions();
    void renew();
    void dress();

    RunFeed& m_feed;
    const Look& m_look;
    FlowGraph* m_graph;
    QLabel* m_hero;
    QLabel* m_lag;
    QTableView* m_partitions;
    QLabel* m_noPartitions;
    QList<QLabel*> m_titles;
};

// "312 events, 0.04 s behind; it grows by 120 events a second", "…; caught up in about 3 s".
QString lagSentence(const std::vector<SecondPoint>& seconds, double end);

} // namespace tailrace::ui
