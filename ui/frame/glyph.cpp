// SPDX-License-Identifier: Apache-2.0
#include "ui/frame/glyph.h"

namespace tailrace::ui {
namespace {

// Points on a grid of 20 by 20.
void lines(QPainter& painter, std::initializer_list<QLineF> all)
{
    for (const QLineF& line : all) painter.drawLine(line);
}

void paintBudgetGlyph(QPainter& painter)
{
    painter.drawRect(QRectF(2, 4, 6, 4));
    painter.drawRect(QRectF(8, 4, 9, 4));
    lines(painter, {{2, 12, 12, 12}, {2, 16, 8, 16}, {17, 11, 17, 17}});
}

void paintFlowGlyph(QPainter& painter)
{
    painter.drawRect(QRectF(1.5, 7, 4, 6));
    painter.drawRect(QRectF(8, 7, 4, 6));
    painter.drawRect(QRectF(14.5, 7, 4, 6));
    lines(painter, {{5.5, 10, 8, 10}, {12, 10, 14.5, 10}});
}

void paintTracesGlyph(QPainter& painter) { lines(painter, {{2, 4, 8, 4}, {6, 8, 11, 8}, {9, 12, 15, 12}, {14, 16, 18, 16}}); }

void paintScenarioGlyph(QPainter& painter) { painter.drawPolyline(QPolygonF{{2, 15}, {6, 15}, {10, 5}, {13, 5}, {15, 15}, {18, 15}}); }

void paintRunsGlyph(QPainter& painter)
{
    lines(painter, {{7, 5, 18, 5}, {7, 10, 18, 10}, {7, 15, 18, 15}});
    for (const double y : {5.0, 10.0, 15.0}) painter.drawEllipse(QPointF(3, y), 1.2, 1.2);
}

void paintSwitchesGlyph(QPainter& painter)
{
    painter.drawRoundedRect(QRectF(2, 3.5, 16, 5.5), 2.75, 2.75);
    painter.drawRoundedRect(QRectF(2, 11.5, 16, 5.5), 2.75, 2.75);
    painter.drawEllipse(QPointF(14.9, 6.25), 1.4, 1.4);
    painter.drawEllipse(QPointF(5.1, 14.25), 1.4, 1.4);
}

} // namespace

void paintGlyph(QPainter& painter, const QRectF& box, const QString& page)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(box.topLeft());
    painter.scale(box.width() / 20, box.height() / 20);
    painter.setBrush(Qt::NoBrush);
    QPen pen = painter.pen();
    pen.setWidthF(1.6);
    pen.setJoinStyle(Qt::RoundJoin);
    pen.setCapStyle(Qt::RoundCap);
    painter.setPen(pen);
    if (page == "Budget") paintBudgetGlyph(painter);
    if (page == "Flow") paintFlowGlyph(painter);
    if (page == "Traces") paintTracesGlyph(painter);
    if (page == "Scenario") paintScenarioGlyph(painter);
    if (page == "Runs") paintRunsGlyph(painter);
    if (page == "Switches") paintSwitchesGlyph(painter);
    painter.restore();
}

} // namespace tailrace::ui
