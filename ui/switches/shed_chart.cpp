// SPDX-License-Identifier: Apache-2.0
#include "ui/switches/shed_chart.h"

#include <algorithm>
#include <cmath>

#include "pipeline/report/svg_scale.h"
#include "ui/chart/gapped_line.h"
#include "ui/chart/hatch.h"
#include "ui/chart/level_line.h"
#include "ui/switches/switch_words.h"

namespace tailrace::ui {
namespace {

constexpr double LaneHeight = 12, LanesTop = 8;
constexpr double Air = 1.2; // above a limit

} // namespace

ShedChart::ShedChart(RunFeed& feed, const Look& look) : TimeChart(feed, look)
{
    setObjectName("shedChart");
    setMinimumHeight(110);
    setAccessibleName("The oldest event's wait, and what was given up, over time");
}

void ShedChart::show(std::vector<Switching> switchings)
{
    m_switchings = std::move(switchings);
    update();
}

QRectF ShedChart::plot() const { return QRectF(rect()).marginsRemoved(Margins); }

QRectF ShedChart::waitArea() const { return plot().adjusted(0, 0, 0, -(LaneHeight * degrade::ShedCount + LanesTop)); }

QRectF ShedChart::laneOf(std::size_t shed) const
{
    return {plot().left(), waitArea().bottom() + LanesTop + static_cast<double>(shed) * LaneHeight, plot().width(), LaneHeight};
}

double ShedChart::mostWait() const
{
    double most = 0;
    const TimeSpan span = feed().time().measured();
    for (const SecondPoint& point : feed().seconds())
        if (point.second + 1 >= span.from && point.second <= span.to) most = std::max(most, point.lagSeconds);
    for (const double limit : degrade::ShedRules{}.lagSeconds)
        if (most <= limit * Air) return limit * Air;
    return report::niceCeiling(most);
}

double ShedChart::yOf(double wait, double most) const { return waitArea().bottom() - std::min(1.0, wait / most) * waitArea().height(); }

void ShedChart::paintPlot(QPainter& painter)
{
    const double most = mostWait();
    paintLimits(painter, most);
    paintTimeAxis(painter);
    for (std::size_t shed = 0; shed < degrade::ShedCount; ++shed) paintLane(painter, shed);
    painter.save();
    painter.setClipRect(waitArea().adjusted(0, -2, 0, 2));
    paintWait(painter, most);
    painter.restore();
}

void ShedChart::paintLimits(QPainter& painter, double most) const
{
    constexpr double Room = 14; // pixels; limits that lie closer share a number
    painter.setFont(look().type().small);
    double free = waitArea().bottom() + 1;
    const auto line = [&](double wait, const QString& words) {
        const double y = yOf(wait, most);
        const bool hasRoom = y <= free;
        paintLevel(painter, look().tokens(), plot(), y, hasRoom ? words : QString());
        if (hasRoom) free = y - Room;
    };
    line(0, "0");
    for (const double limit : degrade::ShedRules{}.lagSeconds)
        if (limit <= most) line(limit, "limit " + QString::number(limit) + " s");
}

void ShedChart::paintWait(QPainter& painter, double most) const
{
    GappedLine line(painter);
    painter.setPen(QPen(look().tokens().text, 1.5));
    for (const SecondPoint& point : feed().seconds()) line.to({xOf(point.second + 0.5), yOf(point.lagSeconds, most)});
}

void ShedChart::paintLane(QPainter& painter, std::size_t shed) const
{
    const Tokens& t = look().tokens();
    const QRectF lane = laneOf(shed);
    painter.setFont(look().type().small);
    painter.setPen(t.secondary);
    painter.drawText(QRectF(0, lane.top() - 2, plot().left() - 8, LaneHeight + 4), Qt::AlignRight | Qt::AlignVCenter, ShortShedNames[shed]);
    painter.setPen(t.hairline);
    const double y = std::floor(lane.center().y()) + 0.5;
    painter.drawLine(QPointF(lane.left(), y), QPointF(lane.right(), y));
    std::optional<Switching> since;
    const auto close = [&](double until) {
        const bool isShown = since && (since->change.given || since->change.position == degrade::Position::HeldOn);
        if (isShown) paintSpan(painter, shed, {since->atSeconds, until}, since->change.position);
    };
    for (const Switching& one : m_switchings) {
        if (static_cast<std::size_t>(one.change.shed) != shed) continue;
        close(one.atSeconds);
        since = one;
    }
    close(feed().time().end());
}

void ShedChart::paintSpan(QPainter& painter, std::size_t shed, TimeSpan span, degrade::Position position) const
{
    const Tokens& t = look().tokens();
    const double left = std::max(plot().left(), xOf(span.from));
    const double right = std::min(plot().right(), std::max(xOf(span.to), xOf(span.from) + 2));
    if (right <= left) return;
    const QRectF box(left, laneOf(shed).top() + 2, right - left, LaneHeight - 4);
    if (position == degrade::Position::GivenUp) paintHatched(painter, box, t.tight);
    if (position == degrade::Position::Automatic) painter.fillRect(box, t.over);
    if (position == degrade::Position::HeldOn) painter.fillRect(QRectF(left, std::floor(box.center().y()) - 1, right - left, 2), t.within);
}

QString ShedChart::wordsAt(double second) const
{
    const auto at = std::ranges::find(feed().seconds(), static_cast<int>(std::floor(second)), &SecondPoint::second);
    if (at == feed().seconds().end()) return {};
    QString words = clockText(second) + QStringLiteral(u" \u00B7 waits ") + QString::number(at->lagSeconds, 'f', 2) + " s";
    std::vector<Switching> until;
    for (const Switching& one : m_switchings)
        if (one.atSeconds <= second) until.push_back(one);
    const SwitchStates states = statesAfter(until);
    for (std::size_t i = 0; i < states.size(); ++i)
        if (states[i].given) words += QStringLiteral(u" \u00B7 without ") + ShortShedNames[i];
    return words;
}

} // namespace tailrace::ui
