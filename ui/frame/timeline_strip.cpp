// SPDX-License-Identifier: Apache-2.0
#include "ui/frame/timeline_strip.h"

#include <cmath>

#include "pipeline/report/svg_scale.h"
#include "ui/chart/gapped_line.h"
#include "ui/chart/number_text.h"

namespace tailrace::ui {
namespace {

constexpr double SideMargin = 16, LabelWidth = 74, TopMargin = 12, BottomMargin = 20;
constexpr double ShortestSpan = 60;

} // namespace

TimelineStrip::TimelineStrip(RunFeed& feed, const Look& look) : TimeChart(feed, look)
{
    setObjectName("timeline");
    setAccessibleName("Timeline of the whole run");
    setFixedHeight(84);
}

QRectF TimelineStrip::plot() const
{
    return QRectF(rect()).adjusted(SideMargin + LabelWidth, TopMargin, -SideMargin - LabelWidth, -BottomMargin);
}

// Grows in steps, so that it stands still in between; the planned length when it is known.
TimeSpan TimelineStrip::shownSpan() const
{
    const bool isLive = feed().shown().kind == ShownRun::Kind::Live;
    double wanted = std::max(feed().time().end(), isLive || feed().seconds().empty() ? ShortestSpan : 1);
    const auto progress = feed().progress();
    if (isLive && progress && progress->plannedSeconds && *progress->plannedSeconds <= 600)
        wanted = std::max(feed().time().end(), *progress->plannedSeconds);
    else if (isLive)
        wanted = report::niceCeiling(wanted);
    return {0, wanted};
}

int TimelineStrip::secondsPerColumn() const
{
    return std::max(1, static_cast<int>(std::ceil(shownSpan().length() / std::max(1.0, plot().width()))));
}

// The total needs 1 000 requests; where they never come, freshness says as much.
std::size_t TimelineStrip::line() const
{
    for (const SecondPoint& point : feed().seconds())
        if (point.lines[TotalLine].p99Ms) return TotalLine;
    return FreshnessLine;
}

double TimelineStrip::mostRate() const
{
    double most = 0;
    for (const SecondPoint& point : feed().seconds()) most = std::max(most, point.offeredPerSecond);
    return report::niceCeiling(most);
}

double TimelineStrip::mostMs() const
{
    double most = feed().budgetOf(line()) * 1.1;
    for (const SecondPoint& point : feed().seconds())
        if (const auto& p99 = point.lines[line()].p99Ms) most = std::max(most, static_cast<double>(*p99));
    return report::niceCeiling(most);
}

void TimelineStrip::paintPlot(QPainter& painter)
{
    const Tokens& t = look().tokens();
    painter.fillRect(rect(), t.panel);
    painter.fillRect(QRect(0, 0, width(), 1), t.hairline);
    painter.setPen(t.hairline);
    painter.drawLine(QPointF(plot().left(), plot().bottom() + 0.5), QPointF(plot().right(), plot().bottom() + 0.5));
    paintTimeAxis(painter);
    painter.setFont(look().type().small);
    painter.setPen(t.secondary);
    if (feed().seconds().empty()) {
        painter.drawText(plot(), Qt::AlignCenter, "Here the whole run will be: offered rate, P99 and incidents. Drag to choose a range.");
        return;
    }
    paintRate(painter);
    paintP99(painter);
    paintRange(painter);
    painter.setFont(look().type().small);
    painter.setPen(t.secondary);
    painter.drawText(QRectF(SideMargin, plot().top() - 4, LabelWidth - 8, 14), Qt::AlignRight | Qt::AlignTop, count(mostRate()));
    painter.drawText(QRectF(SideMargin, plot().top() + 10, LabelWidth - 8, 14), Qt::AlignRight | Qt::AlignTop, "offered ev/s");
    const double left = plot().right() + 8;
    painter.setPen(t.text);
    painter.drawText(QRectF(left, plot().top() - 4, LabelWidth, 14), Qt::AlignLeft | Qt::AlignTop, text(report::tickText(mostMs())));
    painter.drawText(QRectF(left, plot().top() + 10, LabelWidth, 14), Qt::AlignLeft | Qt::AlignTop,
        line() == TotalLine ? "total P99" : "fresh. P99");
}

void TimelineStrip::paintRate(QPainter& painter) const
{
    const auto& seconds = feed().seconds();
    const double most = std::max(mostRate(), 1e-9);
    const auto y = [&](double rate) { return plot().bottom() - rate / most * plot().height(); };
    QPolygonF area;
    area << QPointF(xOf(seconds.front().second), plot().bottom());
    const auto each = static_cast<std::size_t>(secondsPerColumn());
    for (std::size_t i = 0; i < seconds.size(); i += each) {
        double rate = 0;
        for (std::size_t j = i; j < std::min(i + each, seconds.size()); ++j) rate = std::max(rate, seconds[j].offeredPerSecond);
        area << QPointF(xOf(seconds[i].second), y(rate)) << QPointF(xOf(seconds[i].second + static_cast<double>(each)), y(rate));
    }
    area << QPointF(area.back().x(), plot().bottom());
    painter.setPen(Qt::NoPen);
    painter.setBrush(look().tokens().hairline);
    painter.drawPolygon(area);
}

void TimelineStrip::paintP99(QPainter& painter) const
{
    const auto& seconds = feed().seconds();
    const double most = mostMs(), budget = feed().budgetOf(line());
    const auto y = [&](double value) { return plot().bottom() - value / most * plot().height(); };
    const Tokens& t = look().tokens();
    if (budget > 0) {
        painter.setPen(QPen(t.secondary, 1, Qt::DashLine));
        painter.drawLine(QPointF(plot().left(), std::round(y(budget)) + 0.5), QPointF(plot().right(), std::round(y(budget)) + 0.5));
    }
    const auto each = static_cast<std::size_t>(secondsPerColumn());
    GappedLine drawn(painter);
    for (std::size_t i = 0; i < seconds.size(); i += each) {
        std::optional<float> worst;
        for (std::size_t j = i; j < std::min(i + each, seconds.size()); ++j) worst = std::max(worst, seconds[j].lines[line()].p99Ms);
        if (!worst) {
            drawn.gap();
            continue;
        }
        painter.setPen(QPen(budget > 0 && *worst > budget ? t.over : t.text, 1.5));
        drawn.to({xOf(seconds[i].second + static_cast<double>(each) / 2), y(*worst)});
    }
}

void TimelineStrip::paintRange(QPainter& painter) const
{
    const TimeSpan span = feed().time().measured();
    const Tokens& t = look().tokens();
    const QRectF box(QPointF(xOf(span.from), plot().top() - 3), QPointF(xOf(std::min(span.to, shownSpan().to)), plot().bottom() + 1));
    QColor veil = t.panel;
    veil.setAlpha(150);
    painter.fillRect(QRectF(plot().topLeft() - QPointF(0, 3), QPointF(box.left(), plot().bottom())), veil);
    if (box.right() < plot().right()) painter.fillRect(QRectF(QPointF(box.right(), plot().top() - 3), plot().bottomRight()), veil);
    painter.setPen(QPen(t.accent, 1.5));
    painter.setBrush(Qt::NoBrush);
    painter.drawLine(QPointF(box.left(), box.bottom()), QPointF(box.right(), box.bottom()));
    painter.setPen(QPen(t.accent, 1));
    for (const double x : {box.left(), box.right()})
        painter.drawLine(QPointF(std::round(x) + 0.5, box.top()), QPointF(std::round(x) + 0.5, box.bottom()));
}

QString TimelineStrip::wordsAt(double second) const
{
    const auto at = std::ranges::find(feed().seconds(), static_cast<int>(std::floor(second)), &SecondPoint::second);
    if (at == feed().seconds().end()) return clockText(second);
    QString words = clockText(second) + QStringLiteral(u" \u00B7 ") + count(at->offeredPerSecond) + " ev/s offered";
    if (const auto& p99 = at->lines[line()].p99Ms) words += QStringLiteral(u" \u00B7 P99 ") + ms(*p99);
    return words;
}

} // namespace tailrace::ui
