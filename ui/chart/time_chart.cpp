// SPDX-License-Identifier: Apache-2.0
#include "ui/chart/time_chart.h"

#include <QMouseEvent>
#include <cmath>

#include "pipeline/report/svg_scale.h"
#include "ui/chart/chart_label.h"
#include "ui/chart/number_text.h"
#include "ui/chart/ticks.h"

namespace tailrace::ui {
namespace {

constexpr double PixelsPerTick = 90;
constexpr double NearPixels = 6;
constexpr double LeastDrag = 6; // pixels; less is a click

// 1, 2, 5, 10, 15, 30 s, 1, 2, 5 min, …
double timeStep(double wanted)
{
    for (const double step : {1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1800.0})
        if (step >= wanted) return step;
    return std::ceil(wanted / 3600) * 3600;
}

} // namespace

TimeChart::TimeChart(RunFeed& feed, const Look& look) : m_feed(feed), m_look(look)
{
    setMouseTracking(true);
    const auto repaint = qOverload<>(&QWidget::update);
    connect(&feed.time(), &TimeView::spanChanged, this, repaint);
    connect(&feed.time(), &TimeView::cursorChanged, this, repaint);
    connect(&feed, &RunFeed::secondsAdded, this, repaint);
    connect(&feed, &RunFeed::shownChanged, this, repaint);
    connect(&feed, &RunFeed::budgetChanged, this, repaint);
    connect(&look, &Look::changed, this, repaint);
}

double TimeChart::xOf(double second) const
{
    const TimeSpan span = shownSpan();
    return plot().left() + (second - span.from) / span.length() * plot().width();
}

double TimeChart::secondAt(double x) const
{
    const TimeSpan span = shownSpan();
    return span.from + (x - plot().left()) / plot().width() * span.length();
}

void TimeChart::paintTimeAxis(QPainter& painter) const
{
    const TimeSpan span = shownSpan();
    const QRectF area = plot();
    const double step = timeStep(span.length() / std::max(1.0, area.width() / PixelsPerTick));
    painter.setFont(m_look.type().small);
    for (const double at : ticksBetween(span.from, span.to, step)) {
        const double x = xOf(at);
        painter.setPen(m_look.tokens().hairline);
        painter.drawLine(QPointF(x, area.bottom()), QPointF(x, area.bottom() + 4));
        painter.setPen(m_look.tokens().secondary);
        const QRectF box(x - 40, area.bottom() + 4, 80, 14);
        const bool first = x - area.left() < 14, last = area.right() - x < 14;
        painter.drawText(first ? box.translated(40, 0)
                : last         ? box.translated(-40, 0)
                               : box,
            static_cast<int>((first         ? Qt::AlignLeft
                                     : last ? Qt::AlignRight
                                            : Qt::AlignHCenter)
                | Qt::AlignTop),
            clockText(at));
    }
}

void TimeChart::paintLabel(QPainter& painter, const QPointF& baseline, const QString& words, const QColor& colour, Qt::Alignment side) const
{
    paintChartLabel(painter, m_look.tokens(), baseline, words, colour, side);
}

void TimeChart::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintPlot(painter);
    paintIncidents(painter);
    paintBrush(painter);
    paintCursor(painter);
}

void TimeChart::paintIncidents(QPainter& painter) const
{
    constexpr double Width = 14, Height = 11;
    const Tokens& t = m_look.tokens();
    painter.setFont(m_look.type().small);
    QColor pole = t.secondary;
    pole.setAlpha(130);
    int number = 0;
    double freeFrom = 0; // a flag that has no room beside the one before it is left out; its pole is there
    for (const auto& incident : m_feed.incidents()) {
        ++number;
        if (!shownSpan().contains(incident.atSeconds)) continue;
        const double x = std::round(xOf(incident.atSeconds)) + 0.5;
        painter.setPen(QPen(pole, 1));
        painter.drawLine(QPointF(x, flagTop()), QPointF(x, plot().bottom()));
        if (x < freeFrom) continue;
        freeFrom = x + Width + 2;
        const QRectF flag(x, flagTop(), Width, Height);
        painter.fillRect(flag, t.text);
        painter.setPen(t.panel);
        painter.drawText(flag, Qt::AlignCenter, QString::number(number));
    }
}

void TimeChart::paintCursor(QPainter& painter) const
{
    const auto cursor = m_feed.time().cursor();
    if (!cursor || !shownSpan().contains(*cursor)) return;
    const double x = std::round(xOf(*cursor)) + 0.5;
    painter.setPen(QPen(m_look.tokens().secondary, 1));
    painter.drawLine(QPointF(x, plot().top()), QPointF(x, plot().bottom()));
    QString words = wordsAt(*cursor);
    for (const auto& incident : m_feed.incidents())
        if (std::abs(xOf(incident.atSeconds) - xOf(*cursor)) < NearPixels)
            words = clockText(incident.atSeconds) + "  " + text(incident.text);
    if (words.isEmpty()) return;
    painter.setFont(m_look.type().small);
    const bool right = x > plot().center().x();
    paintLabel(painter, {x + (right ? -6 : 6), plot().top() + 12}, words, m_look.tokens().text, right ? Qt::AlignRight : Qt::AlignLeft);
}

void TimeChart::paintBrush(QPainter& painter) const
{
    if (!m_pressed || !m_dragged) return;
    const double from = xOf(std::min(*m_pressed, *m_dragged));
    const double to = xOf(std::max(*m_pressed, *m_dragged));
    QColor tint = m_look.tokens().accent;
    tint.setAlpha(40);
    painter.fillRect(QRectF(from, plot().top(), to - from, plot().height()), tint);
    painter.setFont(m_look.type().small);
    paintLabel(painter, {to - 4, plot().top() + 12},
        clockText(std::min(*m_pressed, *m_dragged)) + QStringLiteral(u" \u2013 ") + clockText(std::max(*m_pressed, *m_dragged)),
        m_look.tokens().text, Qt::AlignRight);
}

void TimeChart::mouseMoveEvent(QMouseEvent* event)
{
    const double second = secondAt(event->position().x());
    if (m_pressed && std::abs(xOf(*m_pressed) - event->position().x()) >= LeastDrag) m_dragged = second;
    m_feed.time().setCursor(plot().adjusted(0, -8, 0, 8).contains(event->position()) ? std::optional(second) : std::nullopt);
    update();
}

void TimeChart::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton) m_pressed = secondAt(event->position().x());
}

void TimeChart::dropBrush()
{
    m_pressed.reset();
    m_dragged.reset();
    update();
}

void TimeChart::mouseReleaseEvent(QMouseEvent*)
{
    if (m_pressed && m_dragged) m_feed.time().brush({std::min(*m_pressed, *m_dragged), std::max(*m_pressed, *m_dragged)});
    dropBrush();
}

void TimeChart::mouseDoubleClickEvent(QMouseEvent*) { m_feed.time().goLive(); }

void TimeChart::leaveEvent(QEvent*) { m_feed.time().setCursor({}); }

void TimeChart::wheelEvent(QWheelEvent* event)
{
    if (event->angleDelta().y() == 0) return;
    m_feed.time().zoom(event->angleDelta().y() > 0 ? 0.8 : 1.25);
    event->accept();
}

} // namespace tailrace::ui
