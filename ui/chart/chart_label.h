// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QPainter>

#include "ui/look/tokens.h"

namespace tailrace::ui {

// Words at `baseline`, which is their left end or, with AlignRight, their right one, on a ground that keeps them legible over lines
// and cells.
inline void paintChartLabel(QPainter& painter, const Tokens& tokens, const QPointF& baseline, const QString& words, const QColor& colour,
    Qt::Alignment side)
{
    const QFontMetricsF metrics(painter.font());
    const double width = metrics.horizontalAdvance(words);
    const QPointF at = side & Qt::AlignRight ? baseline - QPointF(width, 0) : baseline;
    QColor ground = tokens.panel;
    ground.setAlpha(215);
    painter.fillRect(QRectF(at.x() - 3, at.y() - metrics.ascent() - 1, width + 6, metrics.height() + 1), ground);
    painter.setPen(colour);
    painter.drawText(at, words);
}

} // namespace tailrace::ui
