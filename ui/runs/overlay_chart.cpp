// SPDX-License-Identifier: Apache-2.0
#include "ui/runs/overlay_chart.h"

#include <QKeyEvent>
#include <QPainter>
#include <algorithm>

#include "ui/chart/chart_label.h"
#include "ui/chart/gapped_line.h"
#include "ui/chart/level_line.h"
#include "ui/chart/number_text.h"
#include "ui/chart/plot_of.h"
#include "ui/chart/spectrum_curve.h"
#include "ui/chart/ticks.h"
#include "ui/time/time_view.h"

namespace tailrace::ui {
namespace {

constexpr QMarginsF OverlayMargins{52, 6, 14, 22}; // of the plot; left, top, right, bottom
constexpr double MostBandAlpha = 46;

// The point nearest to x; nothing when none is near.
std::optional<double> valueNear(const QList<QPointF>& curve, double x, double reach)
{
    const auto after = std::ranges::lower_bound(curve, x, {}, &QPointF::x);
    std::optional<QPointF> best;
    for (auto point = after == curve.begin() ? after : std::prev(after); point != curve.end() && point->x() <= x + reach; ++point)
        if (!best || std::abs(point->x() - x) < std::abs(best->x() - x)) best = *point;
    if (!best || std::abs(best->x() - x) > reach) return std::nullopt;
    return best->y();
}

} // namespace

OverlayChart::OverlayChart(const Look& look, Across across) : m_look(look), m_across(across)
{
    setObjectName(across == Across::Percentiles ? "overlaidSpectra" : "overlaidP99");
    setMinimumHeight(110);
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName("A and B over each other");
    setAccessibleDescription("Left and Right move the crosshair, which says both values and their difference");
    connect(&look, &Look::changed, this, qOverload<>(&QWidget::update));
}

void OverlayChart::show(const QString& line, Curves curves)
{
    m_line = line;
    m_curves = std::move(curves);
    m_cursor.reset();
    scale();
    setAccessibleName(line + (m_across == Across::Percentiles ? ", percentiles of A and B" : ", P99 over time of A and B"));
    update();
}

void OverlayChart::scale()
{
    double low = 1e9, high = 0;
    m_right = m_across == Across::Percentiles ? 3 : 10;
    std::vector<const QList<QPointF>*> all{&m_curves.a, &m_curves.b};
    for (const auto* bands : {&m_curves.ofA, &m_curves.ofB})
        for (const NoiseBand& band : *bands) all.insert(all.end(), {&band.low, &band.high});
    for (const auto* curve : all) {
        for (const QPointF& point : *curve) {
            low = std::min(low, point.y());
            high = std::max(high, point.y());
            m_right = std::max(m_right, point.x());
        }
    }
    const auto decades = high > 0 ? report::decadesAround(low, high, {}) : report::LogScale(1, 1000, {});
    m_low = decades.low();
    m_high = decades.high();
}

QRectF OverlayChart::plot() const { return QRectF(rect()).marginsRemoved(OverlayMargins); }

QPointF OverlayChart::at(const QPointF& value) const
{
    const QRectF area = plot();
    return {area.left() + value.x() / m_right * area.width(), report::LogScale(m_low, m_high, plotOf(area)).y(value.y())};
}

void OverlayChart::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(m_look.type().small);
    const Tokens& t = m_look.tokens();
    paintGrid(painter);
    if (m_curves.a.isEmpty() && m_curves.b.isEmpty()) {
        painter.setPen(t.secondary);
        painter.drawText(plot(), Qt::AlignCenter, "Too few samples to draw");
        return;
    }
    for (const NoiseBand& band : m_curves.ofA) paintBand(painter, band, t.text);
    for (const NoiseBand& band : m_curves.ofB) paintBand(painter, band, t.accent);
    paintCurve(painter, m_curves.a, t.text, "A");
    paintCurve(painter, m_curves.b, t.accent, "B");
    paintCursor(painter);
    if (!hasFocus()) return;
    painter.setPen(QPen(t.accent, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(plot().adjusted(-1, -1, 1, 1));
}

void OverlayChart::paintGrid(QPainter& painter) const
{
    const Tokens& t = m_look.tokens();
    for (const double decade : report::LogScale(m_low, m_high, {}).decades())
        paintLevel(painter, t, plot(), at({0, decade}).y(), text(report::tickText(decade)));
    std::vector<std::pair<double, QString>> ticks;
    if (m_across == Across::Percentiles) {
        for (const double nines : {MedianNines, 1.0, 2.0, 3.0, 4.0, 5.0}) ticks.emplace_back(nines, percentileText(nines));
    } else {
        const double step = report::niceCeiling(m_right / 6);
        for (const double second : ticksBetween(0, m_right, step)) ticks.emplace_back(second, clockText(second));
    }
    for (const auto& [x, words] : ticks) {
        if (x > m_right + 1e-6) continue;
        const double pixel = std::round(at({x, m_low}).x()) + 0.5;
        painter.setPen(t.hairline);
        painter.drawLine(QPointF(pixel, plot().bottom()), QPointF(pixel, plot().bottom() + 4));
        painter.setPen(t.secondary);
        const double shift = plot().right() - pixel < 20 ? -26 : 0;
        painter.drawText(QRectF(pixel - 40 + shift, plot().bottom() + 4, 80, 14), Qt::AlignTop | Qt::AlignHCenter, words);
    }
}

void OverlayChart::paintBand(QPainter& painter, const NoiseBand& band, const QColor& colour) const
{
    QPolygonF area;
    for (const QPointF& point : band.high) area << at(point);
    for (auto point = band.low.rbegin(); point != band.low.rend(); ++point) area << at(*point);
    QColor tint = colour;
    tint.setAlpha(static_cast<int>(MostBandAlpha));
    painter.setPen(Qt::NoPen);
    painter.setBrush(tint);
    painter.drawPolygon(area);
}

void OverlayChart::paintCurve(QPainter& painter, const QList<QPointF>& curve, const QColor& colour, const QString& name) const
{
    if (curve.isEmpty()) return;
    const double gap = m_across == Across::Percentiles ? 1 : 1.5; // a second that is missing is a gap
    GappedLine drawn(painter);
    painter.setPen(QPen(colour, 1.5));
    for (qsizetype i = 0; i < curve.size(); ++i) {
        if (i > 0 && curve[i].x() - curve[i - 1].x() > gap) drawn.gap();
        drawn.to(at(curve[i]));
    }
    const QPointF end = at(curve.back());
    const bool isUpper = name == "A" ? m_curves.b.isEmpty() || curve.back().y() >= m_curves.b.back().y()
                                     : m_curves.a.isEmpty() || curve.back().y() > m_curves.a.back().y();
    paintChartLabel(painter, m_look.tokens(), {std::min(end.x(), plot().right() - 4), end.y() + (isUpper ? -5 : 15)}, name, colour,
        Qt::AlignRight);
}

QString OverlayChart::wordsAtCursor() const
{
    if (!m_cursor) return {};
    const bool isTime = m_across == Across::Seconds;
    const double reach = isTime ? 0.6 : StepNines;
    const auto a = valueNear(m_curves.a, *m_cursor, reach), b = valueNear(m_curves.b, *m_cursor, reach);
    const QString dot = QStringLiteral(u" \u00B7 ");
    QString words = (isTime ? clockText(*m_cursor) : percentileText(*m_cursor)) + dot + "A " + ms(a) + dot + "B " + ms(b);
    if (!a || !b) return words;
    const QString sign = *b < *a ? QStringLiteral(u"\u2212") : QStringLiteral("+");
    words += dot + sign + ms(std::abs(*b - *a));
    if (*a > 0) words += ", " + sign + percent(std::abs(*b - *a) / *a);
    return words;
}

void OverlayChart::paintCursor(QPainter& painter) const
{
    if (!m_cursor) return;
    const Tokens& t = m_look.tokens();
    const double x = std::round(at({*m_cursor, m_low}).x()) + 0.5;
    painter.setPen(QPen(t.secondary, 1));
    painter.drawLine(QPointF(x, plot().top()), QPointF(x, plot().bottom()));
    const bool right = x > plot().center().x();
    paintChartLabel(painter, t, {x + (right ? -6 : 6), plot().top() + 12}, wordsAtCursor(), t.text, right ? Qt::AlignRight : Qt::AlignLeft);
}

void OverlayChart::moveCursor(std::optional<double> x)
{
    m_cursor = x ? std::optional(std::clamp(*x, 0.0, m_right)) : std::nullopt;
    update();
}

void OverlayChart::mouseMoveEvent(QMouseEvent* event) { moveCursor((event->position().x() - plot().left()) / plot().width() * m_right); }

void OverlayChart::leaveEvent(QEvent*) { moveCursor({}); }

bool OverlayChart::event(QEvent* event)
{
    if (event->type() != QEvent::ShortcutOverride) return QWidget::event(event);
    const int key = static_cast<QKeyEvent*>(event)->key();
    if (key != Qt::Key_Left && key != Qt::Key_Right) return QWidget::event(event);
    event->accept();
    return true;
}

void OverlayChart::keyPressEvent(QKeyEvent* event)
{
    const int by = event->key() == Qt::Key_Right ? 1 : event->key() == Qt::Key_Left ? -1 : 0;
    if (by == 0) return QWidget::keyPressEvent(event);
    const double step = m_across == Across::Percentiles ? 0.1 : 1;
    moveCursor(m_cursor ? *m_cursor + by * step : m_across == Across::Percentiles ? 2 : 0.5);
}

} // namespace tailrace::ui
