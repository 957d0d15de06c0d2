// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/chart/time_chart.h"

namespace tailrace::ui {

// The whole run on every page: the offered rate as an area, the total's P99 as a line against its budget, incidents as flags, and the
// range that all charts show as a brush.
class TimelineStrip : public TimeChart {
    Q_OBJECT
public:
    TimelineStrip(RunFeed& feed, const Look& look);

protected:
    QRectF plot() const override;
    TimeSpan shownSpan() const override;
    void paintPlot(QPainter& painter) override;
    double flagTop() const override { return plot().top() - 10; }
    QString wordsAt(double second) const override;
    QSize sizeHint() const override { return {600, 84}; }

private:
    void paintRate(QPainter& painter) const;
    void paintP99(QPainter& painter) const;
    void paintRange(QPainter& painter) const;
    // Seconds drawn as one column, so that a long run costs no more than a short one.
    int secondsPerColumn() const;
    double mostRate() const;
    double mostMs() const;
    std::size_t line() const;
};

} // namespace tailrace::ui
