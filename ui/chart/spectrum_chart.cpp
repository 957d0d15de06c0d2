// SPDX-License-Identifier: Apache-2.0
#include "ui/chart/spectrum_chart.h"

#include <QGraphicsLayout>
#include <QMouseEvent>
#include <cmath>

#include "pipeline/report/svg_scale.h"
#include "ui/chart/chart_label.h"
#include "ui/chart/level_line.h"
#include "ui/chart/number_text.h"
#include "ui/run/shown_line.h"

namespace tailrace::ui {
namespace {

constexpr double LeastTickGap = 38; // pixels
constexpr double MostNines = 5, StepNines = 0.02, Median = 0.30103;

// As far as a quantile is shown at all.
double ninesOf(std::uint64_t samples)
{
    constexpr double Beyond = static_cast<double>(telemetry::Histogram::MinimumForP99) / 100;
    return std::min(MostNines, std::log10(std::max(1.0, static_cast<double>(samples) / Beyond)));
}

QString percentileText(double nines)
{
    const double percentile = 100 * (1 - std::pow(10.0, -nines));
    const int decimals = std::max(0, static_cast<int>(std::ceil(nines - 1e-6)) - 2);
    return "P" + QString::number(percentile, 'f', decimals);
}

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
    setToolTip("Click to see an event that took as long in this stage");
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
        if (at != range->series.end() && telemetry::shownQuantile(at->second, 0.5)) {
            const double end = ninesOf(at->second.count());
            m_nines = std::max(m_nines, std::ceil(end - 0.05));
            const int steps = static_cast<int>(end / StepNines + 1e-6);
            for (int i = 0; i <= steps; ++i) {
                const double nines = i * StepNines;
                curve.emplace_back(nines, std::max(0.001, report::toMs(at->second.quantile(1 - std::pow(10.0, -nines)))));
            }
            low = std::min(low, curve.front().y());
            high = std::max(high, curve.back().y());
        }
    }
    if (s.p99 > 0) {
        stairs = {{0, s.p50}, {Median, s.p50}, {Median, s.p99}, {2, s.p99}};
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
        {0, "P0"}, {Median, "P50"}, {1, "P90"}, {2, "P99"}, {3, "P99.9"}, {4, "P99.99"}, {5, "P99.999"}};
    for (const auto& [nines, words] : Ticks) {
        const bool isCrowded = nines == 0 && pointOf(Median, m_y->min()).x() - plot.left() < LeastTickGap;
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
    viewport()->update();
}

void SpectrumChart::mousePressEvent(QMouseEvent* event)
{
    const double nines = chart()->mapToValue(event->position(), m_curve).x();
    const QList<QPointF> points = m_curve->points();
    if (points.isEmpty() || nines < 0) return;
    const auto at = std::min<qsizetype>(points.size() - 1, static_cast<qsizetype>(std::lround(nines / StepNines)));
    Q_EMIT percentileChosen(m_line, points[at].y());
}

void SpectrumChart::leaveEvent(QEvent*)
{
    m_hovered.reset();
    viewport()->update();
}

} // namespace tailrace::ui
