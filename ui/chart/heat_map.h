// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QImage>

#include "ui/chart/time_chart.h"

namespace tailrace::ui {

// Latency of one line over time: time by logarithm of the latency, coloured by the logarithm of the count, with the owner's budget
// across. Empty cells stay empty.
class HeatMap : public TimeChart {
    Q_OBJECT
public:
    HeatMap(RunFeed& feed, const Look& look);

    void showLine(std::size_t line);

protected:
    QRectF plot() const override;
    void paintPlot(QPainter& painter) override;
    QString wordsAt(double second) const override;
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

    std::size_t m_line = 0;
    Rows m_rows;
    QImage m_image;
    TimeSpan m_imageSpan;
    double m_hoverY = -1;
};

} // namespace tailrace::ui
