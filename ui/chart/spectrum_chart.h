// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QtCharts/QChartView>
#include <QtCharts/QLineSeries>
#include <QtCharts/QLogValueAxis>
#include <QtCharts/QValueAxis>

#include "ui/chart/box_brush.h"
#include "ui/look/look.h"
#include "ui/run/run_feed.h"
#include "ui/run/trace_filter.h"

namespace tailrace::ui {

// The percentiles of one line over the range in view, from P0 on as many nines as there are samples for, with the owner's budget as a
// staircase: the P50 target as far as P50, the P99 budget as far as P99, beyond it the promise. A click chooses an event, a drag or a box
// drawn by key all events between two percentiles.
class SpectrumChart : public QChartView {
    Q_OBJECT
public:
    SpectrumChart(RunFeed& feed, const Look& look);

    void showLine(std::size_t line);

Q_SIGNALS:
    void percentileChosen(std::size_t line, double ms);
    void eventsChosen(const tailrace::ui::TraceFilter& filter);

protected:
    bool event(QEvent* event) override; // keys that are the box's, not the window's
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void drawForeground(QPainter* painter, const QRectF& rect) override;
    void resizeEvent(QResizeEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    static constexpr QMarginsF Margins{52, 6, 14, 22}; // of the plot; left, top, right, bottom

    struct Stair {
        double p50 = 0, p99 = 0, promise = 0; // ms; 0: none
        QString owner;
    };

    void dress(); // colours and fonts
    void renew();
    void place();
    Stair stair() const;
    void drawTicks(QPainter& painter, const QRectF& plot) const;
    void drawStairLabels(QPainter& painter) const;
    void drawHover(QPainter& painter, const QRectF& plot) const;
    void drawBrush(QPainter& painter, const QRectF& plot) const;
    int stepAt(double x) const; // of the curve's points; -1 without any
    BoxBrush::Box limits() const;
    TraceFilter filterOf(const BoxBrush::Box& box) const;
    void takeBox();
    QPointF pointOf(double nines, double ms) const;
    void label(QPainter& painter, const QPointF& at, const QString& words, Qt::Alignment side) const;

    RunFeed& m_feed;
    const Look& m_look;
    std::size_t m_line = 0;
    double m_nines = 3;                // where the horizontal axis ends
    std::optional<double> m_hovered;   // nines
    std::optional<double> m_pressedAt; // pixels
    BoxBrush m_brush;                  // steps along the curve
    QLineSeries* m_curve;
    QLineSeries* m_stair;
    QValueAxis* m_x;
    QLogValueAxis* m_y;
};

} // namespace tailrace::ui
