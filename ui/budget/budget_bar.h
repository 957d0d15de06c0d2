// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

#include "ui/look/look.h"
#include "ui/run/run_feed.h"

namespace tailrace::ui {

// The stages' P99 laid end to end against the total's budget; what is left of it is dotted.
class BudgetBar : public QWidget {
    Q_OBJECT
public:
    BudgetBar(RunFeed& feed, const Look& look);

Q_SIGNALS:
    void stageChosen(std::size_t stage);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    bool event(QEvent* event) override; // tool tips
    QSize sizeHint() const override { return {600, 52}; }

private:
    struct Segment {
        std::size_t stage = 0;
        QRectF box;
        double ms = 0;
    };
    std::vector<Segment> segments() const;
    double pixelsPerMs() const;
    void paintLabels(QPainter& painter, const std::vector<Segment>& segments, double right) const;
    void paintBudget(QPainter& painter) const;

    RunFeed& m_feed;
    const Look& m_look;
};

} // namespace tailrace::ui
