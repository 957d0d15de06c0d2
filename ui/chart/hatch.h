// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QPainter>

namespace tailrace::ui {

// Waiting, in a stage's hue: a tint with slanted lines. Working is the full hue.
inline void paintHatched(QPainter& painter, const QRectF& box, const QColor& hue)
{
    if (box.width() <= 0) return;
    QColor tint = hue;
    tint.setAlpha(60);
    painter.fillRect(box, tint);
    painter.save();
    painter.setClipRect(box);
    painter.setPen(QPen(hue, 1));
    constexpr int Step = 4; // pixels
    const int lines = static_cast<int>((box.width() + box.height()) / Step);
    for (int i = 0; i <= lines; ++i) {
        const double x = box.left() - box.height() + i * Step;
        painter.drawLine(QPointF(x, box.bottom()), QPointF(x + box.height(), box.top()));
    }
    painter.restore();
}

} // namespace tailrace::ui
