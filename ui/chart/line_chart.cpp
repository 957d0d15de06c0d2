// SPDX-License-Identifier: Apache-2.0
#include "ui/chart/line_chart.h"

#include <algorithm>
#include <cmath>

#include "pipeline/report/svg_scale.h"
#include "ui/chart/gapped_line.h"
#include "ui/chart/level_line.h"
#include "ui/chart/number_text.h"

namespace tailrace::ui {
namespace {

constexpr int Steps = 2; // gridlines above zero

} // namespace

LineChart::LineChart(RunFeed& feed, const Look& look, QString unit, double least, std::vector<Line> lines)
    : TimeChart(feed, look),
      m_unit(std::move(unit)),
      m_least(least),
      m_lines(std::move(lines))
{
    setMinimumHeight(90);
    QStringList names;
    for (const Line& line : m_lines) names << line.name;
    setAccessibleName(names.join(", ") + " over time");
}

QRectF LineChart::plot() const { return QRectF(rect()).marginsRemoved(Margins); }

QColor LineChart::colourOf(Tone tone) const
{
    const Tokens& t = look().tokens();
    return tone == Tone::Text ? t.text : tone == Tone::Accent ? t.accent : t.secondary;
}

double LineChart::most() const
{
    double top = m_least;
    const TimeSpan span = feed().time().measured();
    for (const SecondPoint& point : feed().seconds()) {
        if (point.second + 1 < span.from || point.second > span.to) continue;
        for (const Line& line : m_lines) top = std::max(top, line.value(point).value_or(0));
    }
    return report::niceCeiling(top);
}

QString LineChart::number(double value) const { return value >= 1000 ? count(value) : QString::number(value, 'g', 3); }

void LineChart::paintPlot(QPainter& painter)
{
    const double top = most();
    painter.setFont(look().type().small);
    for (int step = 0; step <= Steps; ++step) {
        const double y = plot().bottom() - plot().height() * step / Steps;
        paintLevel(painter, look().tokens(), plot(), y, number(top * step / Steps));
    }
    paintTimeAxis(painter);
    painter.save();
    painter.setClipRect(plot().adjusted(0, -2, 0, 2));
    std::vector<std::optional<QPointF>> ends;
    for (const Line& line : m_lines) ends.push_back(paintLine(painter, line, top));
    painter.restore();
    for (std::size_t i = 0; m_lines.size() > 1 && i < ends.size(); ++i)
        if (ends[i]) paintName(painter, m_lines[i], *ends[i]);
}

// At the line's end: the first one's above it, the others' below.
void LineChart::paintName(QPainter& painter, const Line& line, const QPointF& end) const
{
    painter.setFont(look().type().small);
    const double x = std::min(end.x(), plot().right() - 4);
    const double y = std::clamp(end.y() + (line.tone == Tone::Soft ? -8 : 20), plot().top() + 12, plot().bottom() - 4);
    paintLabel(painter, {x, y}, line.name, colourOf(line.tone), Qt::AlignRight);
}

std::optional<QPointF> LineChart::paintLine(QPainter& painter, const Line& line, double top) const
{
    GappedLine drawn(painter);
    painter.setPen(QPen(colourOf(line.tone), 1.5));
    for (const SecondPoint& point : feed().seconds()) {
        const auto value = line.value(point);
        if (!value) {
            drawn.gap();
            continue;
        }
        drawn.to({xOf(point.second + 0.5), plot().bottom() - *value / top * plot().height()});
    }
    return drawn.hasEnd() ? std::optional(drawn.end()) : std::nullopt;
}

QString LineChart::wordsAt(double second) const
{
    const auto at = std::ranges::find(feed().seconds(), static_cast<int>(std::floor(second)), &SecondPoint::second);
    if (at == feed().seconds().end()) return {};
    QString words = clockText(second);
    for (const Line& line : m_lines) {
        const auto value = line.value(*at);
        words += QStringLiteral(u" \u00B7 ") + (m_lines.size() > 1 ? line.name + " " : QString())
            + (value ? number(*value) + " " + m_unit : Dash);
    }
    return words;
}

} // namespace tailrace::ui
