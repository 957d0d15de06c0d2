// SPDX-License-Identifier: Apache-2.0
#include "ui/chart/state_mark.h"

#include "ui/chart/number_text.h"

namespace tailrace::ui {

using telemetry::Verdict;

QColor colourOf(report::State state, const Tokens& tokens)
{
    if (state == Verdict::Within) return tokens.within;
    if (state == Verdict::Tight) return tokens.tight;
    if (state == Verdict::Over) return tokens.over;
    return tokens.idle;
}

QString wordOf(report::State state) { return text(report::stateWord(state)); }

void paintMark(QPainter& painter, const QRectF& box, report::State state, const QColor& colour)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const double size = std::min(box.width(), box.height());
    const QRectF mark(box.center().x() - size / 2, box.center().y() - size / 2, size, size);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    const QRectF ring = mark.adjusted(0.75, 0.75, -0.75, -0.75);
    if (state == Verdict::Over) {
        painter.drawPolygon(QPolygonF{{mark.center().x(), mark.top()}, mark.bottomRight(), mark.bottomLeft()});
    } else if (state == Verdict::Within) {
        painter.drawEllipse(mark);
    } else {
        if (state == Verdict::Tight) painter.drawPie(mark, 90 * 16, 180 * 16);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(colour, 1.5));
        if (state && state != Verdict::Idle && state != Verdict::Tight)
            painter.drawLine(QPointF(mark.left(), mark.center().y()), QPointF(mark.right(), mark.center().y()));
        else
            painter.drawEllipse(ring);
    }
    painter.restore();
}

} // namespace tailrace::ui
