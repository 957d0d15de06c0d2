// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

#include "ui/flow/bottleneck.h"
#include "ui/look/look.h"
#include "ui/run/run_feed.h"

namespace tailrace::ui {

// The pipeline from left to right: each stage with the share of its time that events wait and are worked on, each edge with its rate
// and how full it is, Kafka's with its partitions.
class FlowGraph : public QWidget {
    Q_OBJECT
public:
    FlowGraph(RunFeed& feed, const Look& look);

    // What is known of the queues at the end of the range in view.
    std::map<std::string, double> queueFill() const;

Q_SIGNALS:
    void stageChosen(std::size_t stage);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    QSize sizeHint() const override { return {900, 220}; }

private:
    QRectF blockOf(std::size_t stage) const;
    const SecondPoint* lastSecond() const;
    void paintStage(QPainter& painter, std::size_t stage) const;
    void paintShares(QPainter& painter, const QRectF& bar, std::size_t stage) const;
    void paintEdge(QPainter& painter, std::size_t before) const;
    void paintPartitions(QPainter& painter, const QPointF& from, double width) const;
    QString rateBefore(std::size_t stage) const;

    RunFeed& m_feed;
    const Look& m_look;
};

} // namespace tailrace::ui
