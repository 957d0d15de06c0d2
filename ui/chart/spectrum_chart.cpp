// SPDX-License-Identifier: Apache-2.0
#include "ui/chart/spectrum_chart.h"

#include <QGraphicsLayout>
#include <QMouseEvent>
#include <cmath>

#include "pipeline/report/svg_scale.h"
#include "ui/chart/chart_label.h"
#include "ui/chart/level_line.h"
#include "ui/chart/number_text.h"
#include "ui/chart/spectrum_curve.h"
#include "ui/run/shown_line.h"

namespace tailrace::ui {
namespace {

constexpr double LeastTickGap = 38;     // pixels
constexpr double LeastSpectrumDrag = 6; // pixels; less is a click

} // namespace

SpectrumChart::SpectrumChart(RunFeed& feed, const Look& look)
    : m_feed(feed),
      m_look(look),
      m_curve(new QLineSeries),
      m_stair(new QLineSeries),
      m_x(new QValueAxis),
      m_y(new QLogValueAxis)
{
    setObjectName("spectrum");
    setMinimumHeight(120);
    setFrameShape(QFrame::NoFrame);
    setRenderHint(QPainter::Antialiasing);
    setMouseTracking(true);
    setToolTip("Click to see an event that took as long; drag to see all between two percentiles");
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleDescription("Enter marks the slowest hundredth; arrows move the mark, with Shift they stretch it, Enter shows its events");
    chart()->legend()->hide();
    chart()->setMargins({});
    chart()->setBackgroundVisible(false);
    chart()->layout()->setContentsMargins(0, 0, 0, 0);
    chart()->addAxis(m_x, Qt::AlignBottom);
    chart()->addAxis(m_y, Qt::AlignLeft);
    m_y->setBase(10);
    for (QLineSeries* series : {m_stair, m_curve}) {
        chart()->addSeries(series);
        series->attachAxis(m_x);
        series->attachAxis(m_y);
    }
    for (QAbstractAxis* axis : {static_cast<QAbstractAxis*>(m_x), static_cast<QAbstractAxis*>(m_y)}) axis->setVisible(false);
    connect(&feed, &RunFeed::rangeChanged, this, &SpectrumChart::renew);
    connect(&feed, &RunFeed::shownChanged, this, &SpectrumChart::renew);
    connect(&feed, &RunFeed::budgetChanged, this, &SpectrumChart::renew);
    connect(&look, &Look::changed, this, &SpectrumChart::dress);
    dress();
    showLine(0);
}

void SpectrumChart::dress()
{
    const Tokens& t = m_look.tokens();
    setBackgroundBrush(t.panel);
    m_curve->setPen(QPen(m_line < telemetry::StageCount ? t.stages[m_line] : t.text, 1.75));
    m_stair->setPen(QPen(t.text, 1, Qt::DashLine));
    viewport()->update();
}

void SpectrumChart::showLine(std::size_t line)
{
    m_line = line;
    setAccessibleName(QStringLiteral("Percentile spectrum, %1").arg(lineTitle(m_feed.shown().budget, line)));
    dress();
    renew();
}

SpectrumChart::Stair SpectrumChart::stair() const
{
    const telemetry::Budget& budget = m_feed.shown().budget;
    const auto* own = budgetLineOf(budget, m_line);
    if (!own) return {};
    return {.p50 = report::toMs(own->p50),
        .p99 = report::toMs(own->p99),
        .promise = m_line == TotalLine ? report::toMs(budget.promise) : 0,
        .owner = text(own->owner)};
}

void SpectrumChart::renew()
{
    QList<QPointF> curve, stairs;
    const Stair s = stair();
    double low = s.p50 > 0 ? s.p50 : 1, high = std::max({s.p99 * 1.6, s.promise * 1.6, low * 10});
    m_nines = 3;
    if (const auto range = m_feed.range()) {
        const auto at = range->series.find(seriesOfLine(m_feed.shown().budget, m_line));
        if (at != range->series.end()) curve = spectrumCurve(at->second);
        if (!curve.isEmpty()) {
            m_nines = std::max(m_nines, std::ceil(curve.back().x() - 0.03));
            low = std::min(low, curve.front().y());
            high = std::max(high, curve.back().y());
        }
    }
    if (s.p99 > 0) {
        stairs = {{0, s.p50}, {MedianNines, s.p50}, {MedianNines, s.p99}, {2, s.p99}};
        if (s.promise > 0) stairs << QPointF{2, s.promise} << QPointF{m_nines, s.promise};
    }
    const auto scale = report::decadesAround(low, high, {});
    m_x->setRange(0, m_nines);
    m_y->setRange(scale.low(), scale.high());
    m_curve->replace(curve);
    m_stair->replace(stairs);
    place();
}

void SpectrumChart::place()
{
    chart()->setPlotArea(QRectF(viewport()->rect()).marginsRemoved(Margins));
    viewport()->update();
}

void SpectrumChart::resizeEvent(QResizeEvent* event)
{
    QChartView::resizeEvent(event);
    place();
}

QPointF SpectrumChart::pointOf(double nines, double ms) const { return chart()->mapToPosition({nines, ms}, m_curve); }

void SpectrumChart::drawForeground(QPainter* painter, const QRectF&)
{
    const QRectF plot = chart()->plotArea();
    painter->setFont(m_look.type().small);
    drawTicks(*painter, plot);
    drawStairLabels(*painter);
    drawBrush(*painter, plot);
    if (m_curve->count() == 0) {
        painter->setPen(m_look.tokens().secondary);
        painter->drawText(plot, Qt::AlignCenter, "No samples in this range yet");
    } else {
        drawHover(*painter, plot);
    }
}

void SpectrumChart::drawTicks(QPainter& painter, const QRectF& plot) const
{
    const Tokens& t = m_look.tokens();
    for (const double decade : report::LogScale(m_y->min(), m_y->max(), {}).decades())
        paintLevel(painter, t, plot, pointOf(0, decade).y(), text(report::tickText(decade)));
    constexpr std::pair<double, const char*> Ticks[] = {
        {0, "P0"}, {MedianNines, "P50"}, {1, "P90"}, {2, "P99"}, {3, "P99.9"}, {4, "P99.99"}, {5, "P99.999"}};
    for (const auto& [nines, words] : Ticks) {
        const bool isCrowded = nines == 0 && pointOf(MedianNines, m_y->min()).x() - plot.left() < LeastTickGap;
        if (nines > m_nines + 1e-6 || isCrowded) continue;
        const double x = std::round(pointOf(nines, m_y->min()).x()) + 0.5;
        painter.setPen(t.hairline);
        painter.drawLine(QPointF(x, plot.bottom()), QPointF(x, plot.bottom() + 4));
        painter.setPen(t.secondary);
        const double shift = nines == 0 ? 40 : nines > m_nines - 0.1 ? -34 : 0;
        painter.drawText(QRectF(x - 40 + shift, plot.bottom() + 4, 80, 14),
            static_cast<int>(Qt::AlignTop
                | (nines == 0                   ? Qt::AlignLeft
                        : nines > m_nines - 0.1 ? Qt::AlignRight
                                                : Qt::AlignHCenter)),
            words);
    }
}

void SpectrumChart::label(QPainter& painter, const QPointF& at, const QString& words, Qt::Alignment side) const
{
    paintChartLabel(painter, m_look.tokens(), at, words, m_look.tokens().text, side);
}

void SpectrumChart::drawStairLabels(QPainter& painter) const
{
    const Stair s = stair();
    if (s.p99 <= 0) return;
    label(painter, pointOf(0, s.p50) + QPointF(5, -5), plain(s.p50) + " ms", Qt::AlignLeft);
    label(painter, pointOf(2, s.p99) + QPointF(-5, -5), s.owner + ", " + plain(s.p99) + " ms at P99", Qt::AlignRight);
    if (s.promise > 0 && m_nines > 2)
        label(painter, pointOf(m_nines, s.promise) + QPointF(-5, -5), "promise " + plain(s.promise) + " ms", Qt::AlignRight);
}

void SpectrumChart::drawHover(QPainter& painter, const QRectF& plot) const
{
    const QList<QPointF> points = m_curve->points();
    const double nines = std::clamp(m_hovered.value_or(2.0), 0.0, points.back().x());
    if (!m_hovered && points.back().x() < 2) return;
    const auto index = std::min<qsizetype>(points.size() - 1, static_cast<qsizetype>(std::lround(nines / StepNines)));
    const QPointF at = pointOf(points[index].x(), points[index].y());
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_curve->pen().color());
    painter.drawEllipse(at, 3.5, 3.5);
    const bool left = at.x() > plot.left() + plot.width() * 0.75;
    label(painter, at + QPointF(left ? -8 : 8, 18), percentileText(points[index].x()) + "  " + ms(points[index].y()),
        left ? Qt::AlignRight : Qt::AlignLeft);
}

void SpectrumChart::mouseMoveEvent(QMouseEvent* event)
{
    m_hovered = chart()->mapToValue(event->position(), m_curve).x();
    if (m_pressedAt && m_curve->count() > 0) {
        m_brush.clear();
        if (std::abs(event->position().x() - *m_pressedAt) >= LeastSpectrumDrag)
            m_brush.span(stepAt(*m_pressedAt), 0, stepAt(event->position().x()), 0, limits());
    }
    viewport()->update();
}

int SpectrumChart::stepAt(double x) const
{
    const double nines = chart()->mapToValue({x, 0}, m_curve).x();
    return std::clamp(static_cast<int>(std::lround(nines / StepNines)), std::min(0, m_curve->count() - 1), m_curve->count() - 1);
}

BoxBrush::Box SpectrumChart::limits() const { return {0, std::max(0, m_curve->count() - 1), 0, 0}; }

// Beyond the last percentile that is shown there are slower ones.
TraceFilter SpectrumChart::filterOf(const BoxBrush::Box& box) const
{
    const QList<QPointF> points = m_curve->points();
    const auto range = m_feed.range();
    TraceFilter filter{.line = m_line, .time = range->span, .lowMs = points[box.left].y(), .highMs = points[box.right].y(), .events = 0};
    const telemetry::Histogram& all = range->series.at(seriesOfLine(m_feed.shown().budget, m_line));
    if (box.left == 0) filter.lowMs = 0;
    if (box.right + 1 == points.size()) filter.highMs = report::toMs(all.max()) + 1;
    for (const auto& bar : all.bars()) {
        const double middle = (report::toMs(bar.from) + report::toMs(bar.to)) / 2;
        if (middle >= filter.lowMs && middle < filter.highMs) filter.events += bar.count;
    }
    return filter;
}

void SpectrumChart::takeBox()
{
    const auto box = m_brush.box();
    m_brush.clear();
    viewport()->update();
    if (box && m_curve->count() > box->right) Q_EMIT eventsChosen(filterOf(*box));
}

void SpectrumChart::drawBrush(QPainter& painter, const QRectF& plot) const
{
    if (hasFocus()) {
        painter.setPen(QPen(m_look.tokens().accent, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(plot.adjusted(-1, -1, 1, 1));
    }
    const auto& box = m_brush.box();
    if (!box || box->right >= m_curve->count()) return;
    const TraceFilter filter = filterOf(*box);
    const double from = pointOf(box->left * StepNines, m_y->min()).x(), to = pointOf(box->right * StepNines, m_y->min()).x();
    QColor tint = m_look.tokens().accent;
    tint.setAlpha(50);
    painter.fillRect(QRectF(from, plot.top(), std::max(2.0, to - from), plot.height()), tint);
    const bool isLeft = from < plot.center().x();
    label(painter, {isLeft ? from + 4 : to - 4, plot.top() + 12},
        percentileText(box->left * StepNines) + QStringLiteral(u" \u2013 ") + percentileText(box->right * StepNines) + ": "
            + count(static_cast<double>(filter.events)) + " events",
        isLeft ? Qt::AlignLeft : Qt::AlignRight);
}

bool SpectrumChart::event(QEvent* event) { return m_brush.claims(*event) || QChartView::event(event); }

void SpectrumChart::keyPressEvent(QKeyEvent* event)
{
    const int end = m_curve->count() - 1, slowest = static_cast<int>(std::lround(2 / StepNines)); // from P99 on
    if (end < 0) return QChartView::keyPressEvent(event);
    switch (m_brush.press(*event, {std::min(slowest, end), end, 0, 0}, limits())) {
    case BoxBrush::Outcome::NotMine: QChartView::keyPressEvent(event); return;
    case BoxBrush::Outcome::Changed: viewport()->update(); return;
    case BoxBrush::Outcome::Taken: takeBox(); return;
    }
}

void SpectrumChart::mousePressEvent(QMouseEvent* event)
{
    m_brush.clear();
    m_pressedAt.reset();
    if (event->button() == Qt::LeftButton && m_curve->count() > 0) m_pressedAt = event->position().x();
}

void SpectrumChart::mouseReleaseEvent(QMouseEvent* event)
{
    if (!std::exchange(m_pressedAt, std::nullopt) || m_curve->count() == 0) return;
    if (m_brush.box())
        takeBox();
    else
        Q_EMIT percentileChosen(m_line, m_curve->at(stepAt(event->position().x())).y());
}

void SpectrumChart::leaveEvent(QEvent*)
{
    m_hovered.reset();
    viewport()->update();
}

} // namespace tailrace::ui
