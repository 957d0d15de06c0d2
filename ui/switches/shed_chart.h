// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/chart/time_chart.h"
#include "ui/switches/switch_state.h"

namespace tailrace::ui {

// Over the shared time: how long the oldest event waits, with the limits of the shed order as lines, and below a lane for each switch
// in which it is drawn when it was given up; full by load, hatched by hand.
class ShedChart : public TimeChart {
    Q_OBJECT
public:
    ShedChart(RunFeed& feed, const Look& look);

    void show(std::vector<Switching> switchings);

protected:
    QRectF plot() const override;
    void paintPlot(QPainter& painter) override;
    QString wordsAt(double second) const override;
    QSize sizeHint() const override { return {400, 190}; }

private:
    static constexpr QMarginsF Margins{96, 12, 12, 22}; // of the plot; left, top, right, bottom

    QRectF waitArea() const;
    QRectF laneOf(std::size_t shed) const;
    double mostWait() const;
    double yOf(double wait, double most) const;
    void paintLimits(QPainter& painter, double most) const;
    void paintWait(QPainter& painter, double most) const;
    void paintLane(QPainter& painter, std::size_t shed) const;
    void paintSpan(QPainter& painter, std::size_t shed, TimeSpan span, degrade::Position position) const;

    std::vector<Switching> m_switchings;
};

} // namespace tailrace::ui
