// SPDX-License-Identifier: Apache-2.0
#include "ui/flow/flow_graph.h"

#include <QMouseEvent>
#include <QPainter>
#include <cmath>

#include "ui/chart/hatch.h"
#include "ui/chart/number_text.h"
#include "ui/chart/state_mark.h"

namespace tailrace::ui {
namespace {

constexpr double EdgeWidth = 96, Margin = 4, BlockTop = 8, BlockHeight = 172;

} // namespace

FlowGraph::FlowGraph(RunFeed& feed, const Look& look) : m_feed(feed), m_look(look)
{
    setObjectName("flowGraph");
    setAccessibleName("The pipeline from left to right");
    setFixedHeight(200);
    for (const auto signal : {&RunFeed::rangeChanged, &RunFeed::ticked, &RunFeed::shownChanged})
        connect(&feed, signal, this, qOverload<>(&QWidget::update));
    connect(&look, &Look::changed, this, qOverload<>(&QWidget::update));
}

QRectF FlowGraph::blockOf(std::size_t stage) const
{
    const double first = EdgeWidth * 0.8;
    const double width = (QWidget::width() - first - EdgeWidth * 4 - Margin) / 5;
    return {first + static_cast<double>(stage) * (width + EdgeWidth), BlockTop, width, BlockHeight};
}

const SecondPoint* FlowGraph::lastSecond() const { return m_feed.seconds().empty() ? nullptr : &m_feed.seconds().back(); }

// Live: as it is now. Else the fullest in the range.
std::map<std::string, double> FlowGraph::queueFill() const
{
    if (m_feed.snapshot() && m_feed.time().isLive()) return m_feed.snapshot()->queueFill;
    std::map<std::string, double> fullest;
    const TimeSpan span = m_feed.time().measured();
    for (const SecondPoint& point : m_feed.seconds()) {
        if (!span.contains(point.second)) continue;
        for (const auto& [name, fill] : point.queueFill) fullest[name] = std::max(fullest[name], fill);
    }
    return fullest;
}

void FlowGraph::paintEvent(QPaintEvent*)
{
    if (!m_feed.range()) return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    for (std::size_t stage = 0; stage < telemetry::StageCount; ++stage) {
        paintEdge(painter, stage);
        paintStage(painter, stage);
    }
}

void FlowGraph::paintStage(QPainter& painter, std::size_t stage) const
{
    const Tokens& t = m_look.tokens();
    const report::Row& row = m_feed.range()->rows.stages[stage];
    const QRectF block = blockOf(stage);
    const auto worst = bottleneckOf(m_feed.range()->rows, queueFill()).stage;
    painter.setPen(QPen(worst == stage ? t.text : t.hairline, worst == stage ? 1.5 : 1));
    painter.setBrush(t.raised);
    painter.drawRoundedRect(block.adjusted(0.5, 0.5, -0.5, -0.5), Radius, Radius);
    painter.fillRect(QRectF(block.left() + 1, block.top() + 4, 3, block.height() - 8), t.stages[stage]);

    const double left = block.left() + 14, width = block.width() - 24;
    painter.setFont(m_look.type().strong);
    painter.setPen(t.text);
    const QString title = text(LineNames[stage]);
    painter.drawText(QRectF(left, block.top() + 8, width, 20), Qt::AlignLeft | Qt::AlignVCenter, title);
    painter.setFont(m_look.type().small);
    painter.setPen(t.secondary);
    painter.drawText(QRectF(left, block.top() + 27, width, 16), Qt::AlignLeft | Qt::AlignVCenter, text(row.owner));

    painter.setFont(m_look.type().heading);
    painter.setPen(t.text);
    painter.drawText(QRectF(left, block.top() + 50, width, 24), Qt::AlignLeft | Qt::AlignVCenter, ms(row.values.p99));
    painter.setFont(m_look.type().small);
    painter.setPen(t.secondary);
    painter.drawText(QRectF(left, block.top() + 73, width, 16), Qt::AlignLeft | Qt::AlignVCenter,
        "P99 of " + plain(row.budgetP99) + QStringLiteral(u" \u00B7 P50 ") + digits(row.values.p50));
    const QColor colour = colourOf(row.state, t);
    paintMark(painter, QRectF(left, block.top() + 97, 9, 9), row.state, colour);
    painter.setPen(colour);
    painter.setFont(m_look.type().body);
    painter.drawText(QRectF(left + 15, block.top() + 92, width - 15, 20), Qt::AlignLeft | Qt::AlignVCenter, wordOf(row.state));
    paintShares(painter, QRectF(left, block.top() + 122, width, 12), stage);
}

// Of the time that an event spends in the stage.
void FlowGraph::paintShares(QPainter& painter, const QRectF& bar, std::size_t stage) const
{
    const Tokens& t = m_look.tokens();
    const report::Row& row = m_feed.range()->rows.stages[stage];
    painter.setFont(m_look.type().small);
    painter.setPen(t.secondary);
    const QRectF words = bar.translated(0, 16).adjusted(0, 0, 0, 4);
    if (!row.waitingShare) {
        painter.fillRect(bar, t.hairline);
        painter.drawText(words, Qt::AlignLeft | Qt::AlignVCenter, "idle");
        return;
    }
    const double waiting = *row.waitingShare * bar.width();
    paintHatched(painter, QRectF(bar.left(), bar.top(), waiting, bar.height()), t.stages[stage]);
    painter.fillRect(QRectF(bar.left() + waiting, bar.top(), bar.width() - waiting, bar.height()), t.stages[stage]);
    painter.setPen(t.secondary);
    painter.drawText(words, Qt::AlignLeft | Qt::AlignVCenter, "waits " + percent(*row.waitingShare));
    painter.drawText(words, Qt::AlignRight | Qt::AlignVCenter, "works " + percent(1 - *row.waitingShare));
}

// Live: of the last second. Else on average over the range.
QString FlowGraph::rateBefore(std::size_t stage) const
{
    const auto rateOf = [stage](const SecondPoint& point) {
        return stage == 0 ? point.offeredPerSecond : static_cast<double>(point.lines[stage].count);
    };
    const SecondPoint* last = lastSecond();
    if (!last) return Dash;
    if (m_feed.time().isLive()) return count(rateOf(*last));
    double sum = 0;
    int seconds = 0;
    for (const SecondPoint& point : m_feed.seconds()) {
        if (!m_feed.time().measured().contains(point.second)) continue;
        sum += rateOf(point);
        ++seconds;
    }
    return seconds > 0 ? count(sum / seconds) : Dash;
}

void FlowGraph::paintEdge(QPainter& painter, std::size_t stage) const
{
    const Tokens& t = m_look.tokens();
    const QRectF block = blockOf(stage);
    const double right = block.left() - 4, left = stage == 0 ? 2 : blockOf(stage - 1).right() + 4;
    const double y = block.top() + 60;
    painter.setPen(QPen(t.secondary, 1.5));
    painter.drawLine(QPointF(left, y), QPointF(right - 5, y));
    painter.setBrush(t.secondary);
    painter.setPen(Qt::NoPen);
    painter.drawPolygon(QPolygonF{{right, y}, {right - 7, y - 4}, {right - 7, y + 4}});
    painter.setFont(m_look.type().body);
    painter.setPen(t.text);
    painter.drawText(QRectF(left, y - 36, right - left, 18), Qt::AlignCenter, rateBefore(stage));
    painter.setFont(m_look.type().small);
    painter.setPen(t.secondary);
    painter.drawText(QRectF(left, y - 20, right - left, 16), Qt::AlignCenter, stage < 3 ? "ev/s" : "requests/s");
    const auto fill = fillBefore(stage, queueFill());
    if (!fill) return;
    const double width = right - left - 16;
    if (stage == 1) {
        paintPartitions(painter, {left + 8, y + 10}, width);
    } else {
        const QRectF track(left + 8, y + 12, width, 4);
        painter.fillRect(track, t.hairline);
        painter.fillRect(QRectF(track.left(), track.top(), std::max(1.0, width * std::min(1.0, *fill)), track.height()),
            *fill > 0.5 ? t.over : t.secondary);
    }
    painter.setPen(t.secondary);
    painter.drawText(QRectF(left, y + 22, right - left, 16), Qt::AlignCenter,
        (m_feed.time().isLive() ? "" : "up to ") + percent(*fill) + " full");
}

// A tick for each partition, as high as it is full.
void FlowGraph::paintPartitions(QPainter& painter, const QPointF& from, double width) const
{
    const Tokens& t = m_look.tokens();
    std::vector<double> fills;
    for (const auto& [name, fill] : queueFill())
        if (name.starts_with("flight ")) fills.push_back(fill);
    const double step = width / static_cast<double>(fills.size());
    for (std::size_t i = 0; i < fills.size(); ++i) {
        const QRectF track(from.x() + static_cast<double>(i) * step, from.y(), std::max(2.0, step - 3), 10);
        painter.fillRect(track, t.hairline);
        const double high = std::max(1.0, track.height() * std::min(1.0, fills[i]));
        painter.fillRect(QRectF(track.left(), track.bottom() - high, track.width(), high), fills[i] > 0.5 ? t.over : t.secondary);
    }
}

void FlowGraph::mousePressEvent(QMouseEvent* event)
{
    for (std::size_t stage = 0; stage < telemetry::StageCount; ++stage)
        if (blockOf(stage).contains(event->position())) Q_EMIT stageChosen(stage);
}

} // namespace tailrace::ui
