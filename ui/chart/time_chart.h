// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QPainter>
#include <QWidget>

#include "ui/look/look.h"
#include "ui/run/run_feed.h"

namespace tailrace::ui {

// A chart with time from left to right. All of them share range and crosshair: hovering moves the crosshair of all, dragging gives all
// another range, the wheel zooms all. Incidents stand as numbered flags in every one.
class TimeChart : public QWidget {
    Q_OBJECT
public:
    TimeChart(RunFeed& feed, const Look& look);

protected:
    RunFeed& feed() const { return m_feed; }
    const Look& look() const { return m_look; }

    virtual QRectF plot() const = 0;
    // The range's own; the timeline of the whole run shows more.
    virtual TimeSpan shownSpan() const { return m_feed.time().span(); }
    virtual void paintPlot(QPainter& painter) = 0;
    // Where the flags of incidents begin.
    virtual double flagTop() const { return plot().top(); }
    // What stands at the crosshair, in words; empty for nothing.
    virtual QString wordsAt(double) const { return {}; }

    double xOf(double second) const;
    double secondAt(double x) const;
    // Ticks of 1, 2 or 5 seconds (minutes), under the plot.
    void paintTimeAxis(QPainter& painter) const;
    void paintLabel(QPainter& painter, const QPointF& baseline, const QString& words, const QColor& colour, Qt::Alignment side) const;

    // What is being dragged; a chart in which more than time is dragged says so itself.
    virtual void paintBrush(QPainter& painter) const;
    void dropBrush(); // what is being dragged is no range of time

    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

private:
    void paintIncidents(QPainter& painter) const;
    void paintCursor(QPainter& painter) const;

    RunFeed& m_feed;
    const Look& m_look;
    std::optional<double> m_pressed; // second where a drag began
    std::optional<double> m_dragged;
};

} // namespace tailrace::ui
