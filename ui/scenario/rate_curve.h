// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

#include "pipeline/simulator/scenario.h"
#include "ui/look/look.h"
#include "ui/run/run_feed.h"

namespace tailrace::ui {

// The rate that a scenario demands over its time; its incidents as flags; while it runs, also how
// far it is, what was offered in fact, and what was done by hand.
class RateCurve : public QWidget {
    Q_OBJECT
public:
    RateCurve(RunFeed& feed, const Look& look);

    void show(simulator::Scenario scenario);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    QSize sizeHint() const override { return {600, 320}; }

private:
    static constexpr QMarginsF Margins{64, 20, 16, 26}; // of the plot; left, top, right, bottom

    struct Flag {
        double at = 0, length = 0; // seconds
        QString name;
    };
    std::vector<Flag> flags() const; // planned, and by hand

    QRectF plot() const;
    double length() const;
    double xOf(double second) const { return plot().left() + second / length() * plot().width(); }
    double yOf(double rate) const;
    double top() const;
    bool isRunning() const;
    void paintAxes(QPainter& painter) const;
    void paintPlan(QPainter& painter) const;
    void paintIncidents(QPainter& painter) const;
    void paintOffered(QPainter& painter) const;
    void paintHover(QPainter& painter) const;

    RunFeed& m_feed;
    const Look& m_look;
    simulator::Scenario m_scenario;
    double m_top = 1;                // of the axis, events a second
    std::optional<double> m_hovered; // seconds
};

} // namespace tailrace::ui
