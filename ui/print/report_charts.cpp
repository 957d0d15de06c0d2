// SPDX-License-Identifier: Apache-2.0
#include "ui/print/report_charts.h"

#include <QPainter>
#include <algorithm>
#include <cmath>

#include "ui/chart/chart_label.h"
#include "ui/chart/gapped_line.h"
#include "ui/chart/heat_image.h"
#include "ui/chart/level_line.h"
#include "ui/chart/number_text.h"
#include "ui/chart/plot_of.h"
#include "ui/chart/spectrum_curve.h"
#include "ui/run/history_store.h"
#include "ui/run/shown_line.h"
#include "ui/time/time_view.h"

namespace tailrace::ui {
namespace {

constexpr QMarginsF PaperMargins{44, 12, 8, 16}; // of a plot; left, top, right, bottom
constexpr int HeatColumns = 3, HeatMapsShown = 6;
constexpr double HeatHeight = 110, TitleHeight = 40; // a title stands on its chart's page

// Paper has no dark theme.
const Tokens& paper() { return tokensOf(Theme::Light); }

void paintTick(QPainter& painter, const Tokens& t, const QRectF& plot, double x, const QString& words)
{
    painter.setPen(t.hairline);
    painter.drawLine(QPointF(x, plot.bottom()), QPointF(x, plot.bottom() + 3));
    painter.setPen(t.secondary);
    const double shift = plot.right() - x < 20 ? -22 : 0;
    painter.drawText(QRectF(x - 30 + shift, plot.bottom() + 3, 60, 13), Qt::AlignTop | Qt::AlignHCenter, words);
}

} // namespace

ReportCharts::ReportCharts(const report::RunRecord& record, double width, const QFont& font)
    : m_record(record),
      m_tokens(paper()),
      m_rows(report::rowsOf(record)),
      m_width(width),
      m_font(font)
{
    HistoryStore store(record.budget);
    for (const auto& second : record.seconds) m_seconds.push_back(store.add(second));
}

QSizeF ReportCharts::intrinsicSize(QTextDocument*, int, const QTextFormat& format)
{
    switch (static_cast<Kind>(format.property(KindProperty).toInt())) {
    case Kind::BudgetBar: return {m_width, 46};
    case Kind::Timeline: return {m_width, TitleHeight + 160};
    case Kind::Spectra: return {m_width, TitleHeight + 170};
    case Kind::HeatMaps: return {m_width, TitleHeight + HeatHeight * HeatMapsShown / HeatColumns};
    }
    return {};
}

void ReportCharts::drawObject(QPainter* painter, const QRectF& box, QTextDocument*, int, const QTextFormat& format)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setFont(m_font);
    switch (static_cast<Kind>(format.property(KindProperty).toInt())) {
    case Kind::BudgetBar: paintBudgetBar(*painter, box); break;
    case Kind::Timeline: paintTimeline(*painter, belowTitle(*painter, box, "The whole run")); break;
    case Kind::Spectra: paintSpectra(*painter, belowTitle(*painter, box, "Percentiles")); break;
    case Kind::HeatMaps: paintHeatMaps(*painter, belowTitle(*painter, box, "Latency over time, dashes: the budget")); break;
    }
    painter->restore();
}

QRectF ReportCharts::belowTitle(QPainter& painter, const QRectF& box, const QString& title) const
{
    QFont font = m_font;
    font.setPixelSize(15);
    font.setWeight(QFont::DemiBold);
    painter.setFont(font);
    painter.setPen(m_tokens.text);
    painter.drawText(QRectF(box.left(), box.top(), box.width(), TitleHeight - 10), Qt::AlignLeft | Qt::AlignBottom, title);
    painter.setFont(m_font);
    return box.adjusted(0, TitleHeight, 0, 0);
}

double ReportCharts::budgetMs() const { return m_rows.total.budgetP99.value_or(0); }

// The stages' P99 of requests end to end, against the total's budget.
void ReportCharts::paintBudgetBar(QPainter& painter, const QRectF& box) const
{
    const auto sum = report::sumOfP99(m_rows);
    if (!sum) return;
    const double scale = (box.width() - 2) / std::max(*sum, budgetMs());
    double x = box.left(), free = box.left();
    const QFontMetricsF metrics(m_font);
    double wanted = 0; // by the labels that are still to come
    const auto labelOf = [&](std::size_t stage) {
        return text(LineNames[stage]) + " " + digits(report::rowOfRequests(m_rows, stage).values.p99);
    };
    constexpr double Beside = 22; // square and gap
    for (std::size_t stage = 0; stage < telemetry::StageCount; ++stage) wanted += metrics.horizontalAdvance(labelOf(stage)) + Beside;
    for (std::size_t stage = 0; stage < telemetry::StageCount; ++stage) {
        const double p99 = *report::rowOfRequests(m_rows, stage).values.p99;
        painter.fillRect(QRectF(x, box.top() + 4, std::max(0.5, p99 * scale - 0.5), 16), m_tokens.stages[stage]);
        const QString words = labelOf(stage);
        free = std::max(free, std::min(x, box.right() + Beside / 2 - wanted));
        wanted -= metrics.horizontalAdvance(words) + Beside;
        painter.fillRect(QRectF(free, box.top() + 28, 7, 7), m_tokens.stages[stage]);
        painter.setPen(m_tokens.text);
        painter.drawText(QPointF(free + 10, box.top() + 35), words);
        free += metrics.horizontalAdvance(words) + Beside;
        x += p99 * scale;
    }
    if (budgetMs() <= 0) return;
    painter.setPen(QPen(m_tokens.text, 1.5));
    const double end = box.left() + budgetMs() * scale;
    painter.drawLine(QPointF(end, box.top()), QPointF(end, box.top() + 24));
}

void ReportCharts::paintDecades(QPainter& painter, const QRectF& plot, const report::LogScale& scale) const
{
    painter.save();
    painter.translate(plot.left() - PaperMargins.left(), 0); // the words stand in the plot's own margin
    const QRectF shifted = plot.translated(PaperMargins.left() - plot.left(), 0);
    for (const double decade : scale.decades()) paintLevel(painter, m_tokens, shifted, scale.y(decade), text(report::tickText(decade)));
    painter.restore();
}

// The offered rate as an area, the total's P99 as a line against its budget, incidents by number.
void ReportCharts::paintTimeline(QPainter& painter, const QRectF& box) const
{
    const QRectF plot = box.marginsRemoved(PaperMargins);
    const double end = std::max<double>(1, static_cast<double>(m_seconds.size()));
    double mostRate = 1, low = 1e9, high = budgetMs();
    for (const SecondPoint& point : m_seconds) {
        mostRate = std::max(mostRate, point.offeredPerSecond);
        if (const auto p99 = point.lines[TotalLine].p99Ms) {
            low = std::min(low, static_cast<double>(*p99));
            high = std::max(high, static_cast<double>(*p99));
        }
    }
    const auto scale = report::decadesAround(std::min(low, std::max(high, 1.0) / 10), std::max(high, 1.0) * 1.2, plotOf(plot));
    const auto xOf = [&](double second) { return plot.left() + second / end * plot.width(); };
    QPolygonF area{plot.bottomLeft()};
    for (const SecondPoint& point : m_seconds)
        area << QPointF(xOf(point.second + 0.5), plot.bottom() - point.offeredPerSecond / mostRate * plot.height());
    area << QPointF(xOf(end), plot.bottom());
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_tokens.hairline);
    painter.drawPolygon(area);
    paintDecades(painter, plot, scale);
    for (int tick = 0; tick <= 6; ++tick) paintTick(painter, m_tokens, plot, xOf(end * tick / 6), clockText(std::floor(end * tick / 6)));
    if (budgetMs() > 0) {
        painter.setPen(QPen(m_tokens.text, 0.8, Qt::DashLine));
        const double y = scale.y(budgetMs());
        painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y));
    }
    painter.setPen(QPen(m_tokens.text, 1));
    GappedLine line(painter);
    for (const SecondPoint& point : m_seconds) {
        const auto p99 = point.lines[TotalLine].p99Ms;
        if (!p99)
            line.gap();
        else
            line.to({xOf(point.second + 0.5), scale.y(*p99)});
    }
    int number = 0;
    for (const auto& incident : m_record.incidents)
        paintChartLabel(painter, m_tokens, {xOf(incident.atSeconds) + 1, plot.top()}, QString::number(++number), m_tokens.text,
            Qt::AlignLeft);
    paintChartLabel(painter, m_tokens, plot.bottomRight() + QPointF(-4, -5),
        "area: offered, up to " + count(mostRate) + " ev/s; line: P99 of the total; dashes: its budget", m_tokens.secondary,
        Qt::AlignRight);
}

void ReportCharts::paintSpectra(QPainter& painter, const QRectF& box) const
{
    const QRectF plot = box.marginsRemoved(PaperMargins + QMarginsF(0, 8, 0, 0));
    std::vector<std::pair<std::size_t, QList<QPointF>>> curves;
    double low = 1e9, high = std::max(budgetMs(), 1.0), right = 3;
    for (std::size_t line = 0; line < LineCount; ++line) {
        const auto series = m_record.series.find(std::string(LineKeys[line]));
        if (line == FreshnessLine || series == m_record.series.end()) continue;
        auto curve = spectrumCurve(series->second);
        if (curve.isEmpty()) continue;
        low = std::min(low, curve.front().y());
        high = std::max(high, curve.back().y());
        right = std::max(right, curve.back().x());
        curves.emplace_back(line, std::move(curve));
    }
    if (curves.empty()) return;
    const auto scale = report::decadesAround(low, high, plotOf(plot));
    const auto at = [&](const QPointF& point) { return QPointF(plot.left() + point.x() / right * plot.width(), scale.y(point.y())); };
    paintDecades(painter, plot, scale);
    for (const double nines : {MedianNines, 1.0, 2.0, 3.0, 4.0, 5.0})
        if (nines <= right) paintTick(painter, m_tokens, plot, at({nines, 1}).x(), percentileText(nines));
    double legend = plot.left();
    const QFontMetricsF metrics(m_font);
    for (const auto& [line, curve] : curves) {
        const QColor colour = line < telemetry::StageCount ? m_tokens.stages[line] : m_tokens.text;
        painter.setPen(QPen(colour, line == TotalLine ? 1.4 : 1));
        GappedLine drawn(painter);
        for (const QPointF& point : curve) drawn.to(at(point));
        painter.fillRect(QRectF(legend, box.top() + 1, 7, 7), colour);
        painter.setPen(m_tokens.text);
        painter.drawText(QPointF(legend + 10, box.top() + 8), text(LineNames[line]));
        legend += metrics.horizontalAdvance(text(LineNames[line])) + 24;
    }
    if (budgetMs() <= 0) return;
    painter.setPen(QPen(m_tokens.text, 0.8, Qt::DashLine));
    const double p50 = m_rows.total.budgetP50.value_or(budgetMs());
    const QPointF stairs[] = {at({0, p50}), at({MedianNines, p50}), at({MedianNines, budgetMs()}), at({2, budgetMs()})};
    for (int i = 0; i < 3; ++i) painter.drawLine(stairs[i], stairs[i + 1]);
}

void ReportCharts::paintHeatMaps(QPainter& painter, const QRectF& box) const
{
    const double width = box.width() / HeatColumns;
    for (int i = 0; i < HeatMapsShown; ++i) {
        const std::size_t line = i < static_cast<int>(telemetry::StageCount) ? static_cast<std::size_t>(i) : TotalLine;
        paintHeatMap(painter, {box.left() + (i % HeatColumns) * width, box.top() + (i / HeatColumns) * HeatHeight, width, HeatHeight},
            line);
    }
}

void ReportCharts::paintHeatMap(QPainter& painter, const QRectF& box, std::size_t line) const
{
    std::size_t first = HeatRows, last = 0;
    for (const SecondPoint& point : m_seconds)
        for (std::size_t row = 0; row < HeatRows; ++row)
            if (point.lines[line].heat[row] > 0) {
                first = std::min(first, row);
                last = std::max(last, row);
            }
    painter.setPen(m_tokens.text);
    painter.drawText(QPointF(box.left() + PaperMargins.left(), box.top() + 9), text(LineNames[line]));
    if (first > last) return;
    first -= first % HeatRowsPerDecade; // whole decades
    last = std::min(HeatRows, (last / HeatRowsPerDecade + 1) * HeatRowsPerDecade) - 1;
    const QRectF plot = box.marginsRemoved(PaperMargins);
    const report::LogScale scale(heatRowMs(first), heatRowMs(last + 1), plotOf(plot));
    paintDecades(painter, plot, scale);
    const auto end = static_cast<int>(m_seconds.size());
    painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
    painter.drawImage(plot, heatImage(m_seconds, line, {.from = 0, .to = end, .first = first, .last = last}, m_tokens));
    for (const double share : {0.0, 0.5, 1.0})
        paintTick(painter, m_tokens, plot, plot.left() + share * plot.width(), clockText(end * share));
    const auto& row = line == TotalLine ? m_rows.total : m_rows.stages[line];
    if (!row.budgetP99 || *row.budgetP99 < scale.low() || *row.budgetP99 > scale.high()) return;
    painter.setPen(QPen(m_tokens.text, 0.8, Qt::DashLine));
    const double y = scale.y(*row.budgetP99);
    painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y));
}

} // namespace tailrace::ui
