// SPDX-License-Identifier: Apache-2.0
#include "ui/scenario/rate_curve.h"

#include <QMouseEvent>
#include <QPainter>
#include <cmath>

#include "pipeline/report/svg_scale.h"
#include "ui/chart/gapped_line.h"
#include "ui/chart/level_line.h"
#include "ui/chart/number_text.h"
#include "ui/chart/ticks.h"

namespace tailrace::ui {
namespace {

constexpr int Gridlines = 4, Ticks = 8;
constexpr double AirAbovePeak = 1.12;

double seconds(std::chrono::nanoseconds span) { return std::chrono::duration<double>(span).count(); }

// What stands on its flag, in a word or two; nothing for what is no begin.
QString flagOf(const report::Incident& incident)
{
    if (!text(incident.text).contains("by hand", Qt::CaseInsensitive)) return {};
    if (incident.kind.starts_with("shed")) return "switch";
    QString name = text(incident.kind).replace('-', ' ');
    return name.endsWith(" begins") ? name.chopped(7) : name;
}

} // namespace

RateCurve::RateCurve(RunFeed& feed, const Look& look) : m_feed(feed), m_look(look)
{
    setObjectName("rateCurve");
    setAccessibleName("Events a second over the scenario's time");
    setMouseTracking(true);
    setMinimumHeight(130);
    connect(&feed, &RunFeed::secondsAdded, this, qOverload<>(&QWidget::update));
    connect(&feed, &RunFeed::shownChanged, this, qOverload<>(&QWidget::update));
    connect(&look, &Look::changed, this, qOverload<>(&QWidget::update));
}

void RateCurve::show(simulator::Scenario scenario)
{
    m_scenario = std::move(scenario);
    setAccessibleDescription(text(m_scenario.inWords()));
    update();
}

QRectF RateCurve::plot() const { return QRectF(rect()).marginsRemoved(Margins); }

double RateCurve::length() const { return std::max(1.0, seconds(m_scenario.duration())); }

double RateCurve::yOf(double rate) const { return plot().bottom() - std::min(rate / m_top, 1.05) * plot().height(); }

// The plan's peak with some air; in steps above it when more is offered, by hand.
double RateCurve::top() const
{
    const double peak = m_scenario.peak().perSecond;
    double offered = 0;
    if (isRunning())
        for (const SecondPoint& point : m_feed.seconds()) offered = std::max(offered, point.offeredPerSecond);
    return std::max(1.0, offered > peak * AirAbovePeak ? report::niceCeiling(offered) : peak * AirAbovePeak);
}

bool RateCurve::isRunning() const { return m_feed.isUnderWay() && m_feed.shown().scenario == text(m_scenario.name); }

void RateCurve::paintEvent(QPaintEvent*)
{
    if (m_scenario.stages.empty()) return;
    m_top = top();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintAxes(painter);
    paintPlan(painter);
    paintIncidents(painter);
    if (isRunning()) paintOffered(painter);
    paintHover(painter);
}

void RateCurve::paintAxes(QPainter& painter) const
{
    const Tokens& t = m_look.tokens();
    painter.setFont(m_look.type().small);
    for (const double rate : ticksBetween(0, m_top, report::niceCeiling(m_top / AirAbovePeak / Gridlines)))
        paintLevel(painter, t, plot(), yOf(rate), count(rate));
    const double step = length() <= 180 ? 15 : report::niceCeiling(length() / Ticks);
    for (const double at : ticksBetween(0, length(), step)) {
        painter.setPen(t.secondary);
        painter.drawText(QRectF(xOf(at) - 40, plot().bottom() + 6, 80, 16), Qt::AlignCenter, clockText(at));
    }
}

void RateCurve::paintPlan(QPainter& painter) const
{
    const Tokens& t = m_look.tokens();
    QPolygonF line;
    double at = 0;
    for (const simulator::RateStage& stage : m_scenario.stages) {
        line << QPointF(xOf(at), yOf(stage.from));
        at += seconds(stage.duration);
        line << QPointF(xOf(at), yOf(stage.to));
    }
    QPolygonF area = line;
    area << QPointF(line.back().x(), plot().bottom()) << QPointF(line.front().x(), plot().bottom());
    QColor tint = t.accent;
    tint.setAlpha(36);
    painter.setPen(Qt::NoPen);
    painter.setBrush(tint);
    painter.drawPolygon(area);
    painter.setPen(QPen(t.accent, 2));
    painter.drawPolyline(line);
    const auto peak = m_scenario.peak();
    painter.setFont(m_look.type().strong);
    painter.setPen(t.text);
    // Left of it, where no incident of the peak stands.
    const double right = std::max(xOf(seconds(peak.at)) - 6, plot().left() + 150);
    painter.drawText(QRectF(right - 200, yOf(peak.perSecond) - 20, 200, 18), Qt::AlignRight | Qt::AlignVCenter,
        "peak " + count(peak.perSecond) + " a second");
}

std::vector<RateCurve::Flag> RateCurve::flags() const
{
    std::vector<Flag> all;
    for (const simulator::ScheduledIncident& one : m_scenario.incidents)
        all.push_back({seconds(one.at), seconds(one.length), text(simulator::nameOf(one.kind).name).replace('-', ' ')});
    if (!isRunning()) return all;
    for (const report::Incident& one : m_feed.incidents())
        if (const QString name = flagOf(one); !name.isEmpty()) all.push_back({one.atSeconds, 0, name});
    std::ranges::stable_sort(all, {}, &Flag::at);
    return all;
}

// One below the other where they come close together; what lasts is a bar.
void RateCurve::paintIncidents(QPainter& painter) const
{
    constexpr double Line = 16;
    const Tokens& t = m_look.tokens();
    painter.setFont(m_look.type().small);
    const QFontMetricsF metrics(painter.font());
    double freeFrom = 0, y = plot().top() + Line;
    for (const Flag& incident : flags()) {
        const double x = std::round(xOf(incident.at)) + 0.5;
        const double width = metrics.horizontalAdvance(incident.name) + 2 * space::Tiny;
        y = x < freeFrom ? y + Line + 2 : plot().top() + Line;
        freeFrom = std::max(x < freeFrom ? freeFrom : 0.0, x + width + space::Small);
        const bool toLeft = x + width > plot().right();
        painter.setPen(QPen(t.secondary, 1));
        painter.drawLine(QPointF(x, y - Line / 2), QPointF(x, plot().bottom()));
        if (incident.length > 0) {
            QColor tint = t.secondary;
            tint.setAlpha(70);
            painter.fillRect(QRectF(x, plot().bottom() - 5, xOf(incident.at + incident.length) - x, 5), tint);
        }
        const QRectF flag(toLeft ? x - width : x, y - Line / 2, width, Line);
        painter.fillRect(flag, t.text);
        painter.setPen(t.panel);
        painter.drawText(flag, Qt::AlignCenter, incident.name);
    }
}

void RateCurve::paintOffered(QPainter& painter) const
{
    const Tokens& t = m_look.tokens();
    GappedLine line(painter);
    painter.setPen(QPen(t.text, 1.5));
    for (const SecondPoint& point : m_feed.seconds()) {
        line.to({xOf(point.second + 0.5), yOf(point.offeredPerSecond)});
    }
    if (!line.hasEnd()) return;
    const double x = std::round(xOf(std::min(m_feed.time().end(), length()))) + 0.5;
    painter.setPen(QPen(t.secondary, 1));
    painter.drawLine(QPointF(x, plot().top()), QPointF(x, plot().bottom()));
    painter.setFont(m_look.type().small);
    painter.setPen(t.text);
    painter.drawText(QPointF(x + 5, plot().bottom() - 6), "now, " + count(m_feed.seconds().back().offeredPerSecond) + " offered");
}

void RateCurve::paintHover(QPainter& painter) const
{
    if (!m_hovered) return;
    const Tokens& t = m_look.tokens();
    const double rate = m_scenario.rateAt(std::chrono::nanoseconds(static_cast<std::int64_t>(*m_hovered * 1e9)));
    const QPointF at(xOf(*m_hovered), yOf(rate));
    painter.setPen(QPen(t.secondary, 1));
    painter.drawLine(QPointF(at.x(), plot().top()), QPointF(at.x(), plot().bottom()));
    painter.setBrush(t.accent);
    painter.setPen(Qt::NoPen);
    painter.drawEllipse(at, 4, 4);
    painter.setFont(m_look.type().small);
    painter.setPen(t.text);
    const bool right = at.x() > plot().center().x();
    painter.drawText(QRectF(right ? at.x() - 170 : at.x() + 8, plot().top(), 162, 16),
        static_cast<int>(Qt::AlignVCenter | (right ? Qt::AlignRight : Qt::AlignLeft)),
        clockText(*m_hovered) + QStringLiteral(u" \u00B7 ") + count(rate) + " ev/s");
}

void RateCurve::mouseMoveEvent(QMouseEvent* event)
{
    const double second = (event->position().x() - plot().left()) / plot().width() * length();
    m_hovered = second >= 0 && second <= length() ? std::optional(second) : std::nullopt;
    update();
}

void RateCurve::leaveEvent(QEvent*)
{
    m_hovered.reset();
    update();
}

} // namespace tailrace::ui
