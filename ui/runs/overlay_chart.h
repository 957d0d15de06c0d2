// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

#include "ui/look/look.h"
#include "ui/runs/run_overlay.h"

namespace tailrace::ui {

// A curve of run A and one of run B over each other, with bands for the noise between equal runs; milliseconds up, logarithmic. Hovering,
// or the arrow keys, say both values and their difference.
class OverlayChart : public QWidget {
    Q_OBJECT
public:
    enum class Across { Percentiles, Seconds };
    struct Curves {
        QList<QPointF> a, b;
        std::vector<NoiseBand> ofA, ofB; // each at most one
    };

    OverlayChart(const Look& look, Across across);

    void show(const QString& line, Curves curves);
    // What stands at the crosshair: "P99 · A 412 ms · B 298 ms · −114 ms, −28 %"; empty without one.
    QString wordsAtCursor() const;

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    bool event(QEvent* event) override; // the arrows are the crosshair's, not the window's
    void keyPressEvent(QKeyEvent* event) override;
    QSize sizeHint() const override { return {400, 180}; }

private:
    QRectF plot() const;
    QPointF at(const QPointF& value) const;
    void scale();
    void paintGrid(QPainter& painter) const;
    void paintBand(QPainter& painter, const NoiseBand& band, const QColor& colour) const;
    void paintCurve(QPainter& painter, const QList<QPointF>& curve, const QColor& colour, const QString& name) const;
    void paintCursor(QPainter& painter) const;
    void moveCursor(std::optional<double> x);

    const Look& m_look;
    Across m_across;
    QString m_line;
    Curves m_curves;
    double m_right = 1, m_low = 1, m_high = 10; // the axes' ends
    std::optional<double> m_cursor;
};

} // namespace tailrace::ui
