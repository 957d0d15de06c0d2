// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <vector>

#include "ui/chart/time_chart.h"

namespace tailrace::ui {

// One or a few values per second as lines over the shared time, each labelled at its end.
class LineChart : public TimeChart {
    Q_OBJECT
public:
    enum class Tone { Text, Soft, Accent };
    struct Line {
        QString name;
        Tone tone = Tone::Text;
        std::function<std::optional<double>(const SecondPoint&)> value;
    };

    // `unit` stands beside the axis and in what the crosshair says. The axis reaches at least `least`.
    LineChart(RunFeed& feed, const Look& look, QString unit, double least, std::vector<Line> lines);

protected:
    QRectF plot() const override;
    void paintPlot(QPainter& painter) override;
    QString wordsAt(double second) const override;
    QSize sizeHint() const override { return {400, 160}; }

private:
    static constexpr QMarginsF Margins{58, 8, 12, 22}; // of the plot; left, top, right, bottom

    QColor colourOf(Tone tone) const;
    double most() const;
    std::optional<QPointF> paintLine(QPainter& painter, const Line& line, double top) const; // its end
    void paintName(QPainter& painter, const Line& line, const QPointF& end) const;
    QString number(double value) const;

    QString m_unit;
    double m_least;
    std::vector<Line> m_lines;
};

} // namespace tailrace::ui
