// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QPainter>
#include <cmath>

#include "ui/look/tokens.h"

namespace tailrace::ui {

// A hairline across `plot` at `y`, sharp on the pixel grid, and what it stands for in the margin left of it. The painter's font; empty
// words leave the line alone.
inline void paintLevel(QPainter& painter, const Tokens& tokens, const QRectF& plot, double y, const QString& words)
{
    constexpr double Gap = 8, HalfHeight = 8;
    const double sharp = std::round(y) + 0.5;
    painter.setPen(tokens.hairline);
    painter.drawLine(QPointF(plot.left(), sharp), QPointF(plot.right(), sharp));
    painter.setPen(tokens.secondary);
    const QRectF margin(0, sharp - HalfHeight, plot.left() - Gap, 2 * HalfHeight);
    painter.drawText(margin, Qt::AlignRight | Qt::AlignVCenter, words);
}

} // namespace tailrace::ui
