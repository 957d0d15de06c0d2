// SPDX-License-Identifier: Apache-2.0
#include "ui/chart/heat_map.h"

#include <QMouseEvent>
#include <algorithm>
#include <cmath>

#include "pipeline/report/svg_scale.h"
#include "ui/chart/heat_image.h"
#include "ui/chart/level_line.h"
#include "ui/chart/number_text.h"
#include "ui/run/shown_line.h"

namespace tailrace::ui {
namespace {

constexpr double LeastBoxHeight = 8; // pixels; a flatter drag is a range of time

} // namespace

double HeatMap::Rows::lowMs() const { return heatRowMs(first); }
double HeatMap::Rows::highMs() const { return heatRowMs(last + 1); }

HeatMap::HeatMap(RunFeed& feed, const Look& look) : TimeChart(feed, look)
{
    setObjectName("heatMap");
    setMinimumHeight(120);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleDescription("Enter draws a box; arrows move it, with Shift they stretch it, Enter shows its events, Escape leaves it");
    connect(&feed.time(), &TimeView::spanChanged, this, &HeatMap::renew);
    connect(&feed, &RunFeed::secondsAdded, this, &HeatMap::renew);
    connect(&feed, &RunFeed::shownChanged, this, &HeatMap::renew);
    connect(&feed, &RunFeed::budgetChanged, this, &HeatMap::renew);
    connect(&look, &Look::changed, this, &HeatMap::renew);
    showLine(0);
}

void HeatMap::showLine(std::size_t line)
{
    m_line = line;
    setAccessibleName(QStringLiteral("Latency over time, %1").arg(lineTitle(feed().shown().budget, line)));
    renew();
}

QRectF HeatMap::plot() const { return QRectF(rect()).marginsRemoved(Margins); }

// Whole decades around what was measured and the budget; so the axis stays while latency breathes.
HeatMap::Rows HeatMap::rowsShown() const
{
    std::size_t low = HeatRows, high = 0;
    const TimeSpan span = feed().time().measured();
    for (const SecondPoint& point : feed().seconds()) {
        if (point.second + 1 <= span.from || point.second >= span.to) continue;
        const auto& heat = point.line(m_line).heat;
        for (std::size_t row = 0; row < HeatRows; ++row) {
            if (heat[row] == 0) continue;
            low = std::min(low, row);
            high = std::max(high, row);
        }
    }
    const double budget = feed().budgetOf(m_line);
    double lowMs = low < HeatRows ? heatRowMs(low) : 1;
    double highMs = low < HeatRows ? heatRowMs(high + 1) : 1000;
    if (budget > 0) {
        lowMs = std::min(lowMs, budget);
        highMs = std::max(highMs, budget * 1.6);
    }
    const auto scale = report::decadesAround(lowMs, highMs, {});
    const auto rowOf = [](double ms) {
        return static_cast<std::size_t>(std::clamp(std::lround(std::log10(ms / HeatLowestMs) * HeatRowsPerDecade), 0L,
            static_cast<long>(HeatRows)));
    };
    return {rowOf(scale.low()), std::max(rowOf(scale.high()), rowOf(scale.low()) + 1) - 1};
}

void HeatMap::renew()
{
    m_rows = rowsShown();
    m_imageSpan = feed().time().span();
    const auto from = static_cast<int>(std::floor(m_imageSpan.from));
    const auto to = static_cast<int>(std::ceil(m_imageSpan.to));
    m_imageSpan = {static_cast<double>(from), static_cast<double>(to)};
    m_image = heatImage(feed().seconds(), m_line, {.from = from, .to = to, .first = m_rows.first, .last = m_rows.last}, look().tokens());
    update();
}

double HeatMap::yOf(double ms) const
{
    const double share = std::log10(ms / m_rows.lowMs()) / std::log10(m_rows.highMs() / m_rows.lowMs());
    return plot().bottom() - std::clamp(share, 0.0, 1.0) * plot().height();
}

void HeatMap::paintPlot(QPainter& painter)
{
    paintDecades(painter);
    painter.save();
    painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
    painter.setClipRect(plot());
    painter.drawImage(QRectF(QPointF(xOf(m_imageSpan.from), plot().top()), QPointF(xOf(m_imageSpan.to), plot().bottom())), m_image);
    painter.restore();
    paintTimeAxis(painter);
    paintBudget(painter);
}

void HeatMap::paintDecades(QPainter& painter) const
{
    painter.setFont(look().type().small);
    const auto scale = report::LogScale(m_rows.lowMs(), m_rows.highMs(), {});
    for (const double decade : scale.decades()) paintLevel(painter, look().tokens(), plot(), yOf(decade), text(report::tickText(decade)));
}

QString HeatMap::owner() const
{
    const auto* own = budgetLineOf(feed().shown().budget, m_line);
    return own ? text(own->owner) : QString();
}

void HeatMap::paintBudget(QPainter& painter) const
{
    const double budget = feed().budgetOf(m_line);
    if (budget <= 0) return;
    const double y = std::round(yOf(budget)) + 0.5;
    painter.setPen(QPen(look().tokens().text, 1, Qt::DashLine));
    painter.drawLine(QPointF(plot().left(), y), QPointF(plot().right(), y));
    painter.setFont(look().type().small);
    paintLabel(painter, {plot().right() - 4, y - 5}, owner() + ", " + plain(budget) + " ms at P99", look().tokens().text, Qt::AlignRight);
}

int HeatMap::rowAt(double y) const
{
    const double share = (plot().bottom() - y) / plot().height();
    return static_cast<int>(m_rows.first) + static_cast<int>(std::floor(share * static_cast<double>(m_rows.last - m_rows.first + 1)));
}

BoxBrush::Box HeatMap::limits() const
{
    const TimeSpan span = feed().time().measured();
    const int from = static_cast<int>(std::floor(span.from));
    return {from, std::max(from, static_cast<int>(std::ceil(span.to)) - 1), static_cast<int>(m_rows.first), static_cast<int>(m_rows.last)};
}

// Around the worst second, from the budget up: what is most often wanted.
BoxBrush::Box HeatMap::firstBox() const
{
    constexpr int Around = 2; // seconds to either side
    const BoxBrush::Box all = limits();
    int worst = all.right;
    float most = 0;
    for (const SecondPoint& point : feed().seconds()) {
        const float p99 = point.line(m_line).p99Ms.value_or(0);
        if (point.second < all.left || point.second > all.right || p99 <= most) continue;
        most = p99;
        worst = point.second;
    }
    const double budget = feed().budgetOf(m_line);
    const int bottom = budget > 0 ? rowAt(yOf(budget)) : (all.bottom + all.top) / 2;
    return {worst - Around, worst + Around, bottom, all.top};
}

TraceFilter HeatMap::filterOf(const BoxBrush::Box& box) const
{
    TraceFilter filter{.line = m_line,
        .time = {static_cast<double>(box.left), box.right + 1.0},
        .lowMs = heatRowMs(static_cast<std::size_t>(box.bottom)),
        .highMs = heatRowMs(static_cast<std::size_t>(box.top) + 1),
        .events = 0};
    for (const SecondPoint& point : feed().seconds())
        for (int row = box.bottom; point.second >= box.left && point.second <= box.right && row <= box.top; ++row)
            filter.events += point.line(m_line).heat[static_cast<std::size_t>(row)];
    return filter;
}

void HeatMap::takeBox()
{
    if (const auto box = m_brush.box()) Q_EMIT eventsChosen(filterOf(*box));
    m_brush.clear();
    update();
}

void HeatMap::paintBrush(QPainter& painter) const
{
    if (hasFocus()) {
        painter.setPen(QPen(look().tokens().accent, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(plot().adjusted(-1, -1, 1, 1));
    }
    const auto& box = m_brush.box();
    if (!box) {
        TimeChart::paintBrush(painter);
        return;
    }
    const TraceFilter filter = filterOf(*box);
    const QRectF area(QPointF(xOf(filter.time.from), yOf(filter.highMs)), QPointF(xOf(filter.time.to), yOf(filter.lowMs)));
    QColor tint = look().tokens().accent;
    painter.setPen(QPen(tint, 1.5));
    tint.setAlpha(40);
    painter.setBrush(tint);
    painter.drawRect(area);
    painter.setFont(look().type().small);
    const bool isLeft = area.left() < plot().center().x();
    paintLabel(painter, {isLeft ? area.left() : area.right(), std::max(plot().top() + 12, area.top() - 5)},
        clockText(filter.time.from) + QStringLiteral(u" \u2013 ") + clockText(filter.time.to) + ", " + ms(filter.lowMs)
            + QStringLiteral(u" \u2013 ") + ms(filter.highMs) + ": " + count(static_cast<double>(filter.events)) + " events",
        look().tokens().text, isLeft ? Qt::AlignLeft : Qt::AlignRight);
}

bool HeatMap::event(QEvent* event) { return m_brush.claims(*event) || TimeChart::event(event); }

void HeatMap::keyPressEvent(QKeyEvent* event)
{
    switch (m_brush.press(*event, firstBox(), limits())) {
    case BoxBrush::Outcome::NotMine: TimeChart::keyPressEvent(event); return;
    case BoxBrush::Outcome::Changed: update(); return;
    case BoxBrush::Outcome::Taken: takeBox(); return;
    }
}

void HeatMap::mousePressEvent(QMouseEvent* event)
{
    m_brush.clear();
    m_pressedAt.reset();
    if (event->button() == Qt::LeftButton) m_pressedAt = event->position();
    TimeChart::mousePressEvent(event);
}

void HeatMap::mouseReleaseEvent(QMouseEvent* event)
{
    if (m_pressedAt && m_brush.box()) {
        dropBrush();
        takeBox();
    }
    m_pressedAt.reset();
    TimeChart::mouseReleaseEvent(event);
}

void HeatMap::mouseMoveEvent(QMouseEvent* event)
{
    m_hoverY = event->position().y();
    if (m_pressedAt) {
        m_brush.clear();
        if (std::abs(m_hoverY - m_pressedAt->y()) >= LeastBoxHeight)
            m_brush.span(static_cast<int>(std::floor(secondAt(m_pressedAt->x()))), rowAt(m_pressedAt->y()),
                static_cast<int>(std::floor(secondAt(event->position().x()))), rowAt(m_hoverY), limits());
    }
    TimeChart::mouseMoveEvent(event);
}

QString HeatMap::wordsAt(double second) const
{
    const auto at = std::ranges::find(feed().seconds(), static_cast<int>(std::floor(second)), &SecondPoint::second);
    if (at == feed().seconds().end()) return {};
    const LinePoint& point = at->line(m_line);
    QString words = clockText(second);
    if (point.p99Ms) words += QStringLiteral(u" \u00B7 P99 ") + ms(*point.p99Ms);
    if (underMouse() && plot().contains(QPointF(plot().center().x(), m_hoverY))) {
        const auto row = static_cast<std::size_t>(rowAt(m_hoverY));
        if (row < HeatRows) {
            words +=
                QStringLiteral(u" \u00B7 %1 \u2013 %2: %3 events").arg(ms(heatRowMs(row)), ms(heatRowMs(row + 1)), count(point.heat[row]));
            return words;
        }
    }
    return words + QStringLiteral(u" \u00B7 ") + count(point.count) + " events";
}

} // namespace tailrace::ui
