// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QImage>

#include "ui/chart/box_brush.h"
#include "ui/chart/time_chart.h"
#include "ui/run/trace_filter.h"

namespace tailrace::ui {

// Latency of one line over time: time by logarithm of the latency, coloured by the logarithm of the count, with the owner's budget
// across. Empty cells stay empty. Dragging along gives all charts another range of time; dragging a box, or drawing one by key, chooses
// the events in it.
class HeatMap : public TimeChart {
    Q_OBJECT
public:
    HeatMap(RunFeed& feed, const Look& look);

    void showLine(std::size_t line);

Q_SIGNALS:
    void eventsChosen(const tailrace::ui::TraceFilter& filter);

protected:
    QRectF plot() const override;
    void paintPlot(QPainter& painter) override;
    QString wordsAt(double second) const override;
    void paintBrush(QPainter& painter) const override;
    bool event(QEvent* event) override; // keys that are the box's, not the window's
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    QSize sizeHint() const override { return {520, 220}; }

private:
    static constexpr QMarginsF Margins{52, 6, 12, 22}; // of the plot; left, top, right, bottom

    struct Rows { // of the heat scale, shown
        std::size_t first = 0, last = 0;
        double lowMs() const;
        double highMs() const;
    };

    void renew(); // when the seconds shown are others
    Rows rowsShown() const;
    double yOf(double ms) const;
    void paintDecades(QPainter& painter) const;
    void paintBudget(QPainter& painter) const;
    QString owner() const;
    int rowAt(double y) const;
    BoxBrush::Box limits() const; // seconds and rows shown
    BoxBrush::Box firstBox() const;
    TraceFilter filterOf(const BoxBrush::Box& box) const;
    void takeBox();

    std::size_t m_line = 0;
    Rows m_rows;
    QImage m_image;
    TimeSpan m_imageSpan;
    double m_hoverY = -1;
    BoxBrush m_brush;
    std::optional<QPointF> m_pressedAt;
};

} // namespace tailrace::ui
