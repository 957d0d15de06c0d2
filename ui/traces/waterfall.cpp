// SPDX-License-Identifier: Apache-2.0
#include "ui/traces/waterfall.h"

#include <QPainter>
#include <array>
#include <cmath>

#include "pipeline/report/svg_scale.h"
#include "pipeline/telemetry/series.h"
#include "ui/chart/hatch.h"
#include "ui/chart/number_text.h"
#include "ui/chart/ticks.h"
#include "ui/run/second_point.h"

namespace tailrace::ui {
namespace {

constexpr double TraceNameWidth = 126, TimeWidth = 150, Row = 32, Bar = 16, AxisHeight = 24;

// A stage as pieces of the axis, in the order in which they happened.
struct Piece {
    Stamp from, to;
    bool isWaiting;
};

std::vector<Piece> piecesOf(const telemetry::EventStamps& s, std::size_t stage)
{
    switch (stage) {
    case 0:
        return {{s.due, s.collectStarted, true}, {s.collectStarted, s.durable, false}, {s.durable, s.produceStarted, true},
            {s.produceStarted, s.collected, false}};
    case 1: return {{s.collected, s.sessionizeStarted, true}, {s.sessionizeStarted, s.computed, false}};
    case 2: return {{s.computed, s.storeStarted, true}, {s.storeStarted, s.stored, false}};
    case 3: return {{s.stored, s.recommendStarted, true}, {s.recommendStarted, s.responded, false}};
    default: return {{s.responded, s.renderStarted, true}, {s.renderStarted, s.rendered, false}};
    }
}

} // namespace

Waterfall::Waterfall(const Look& look) : m_look(look)
{
    setObjectName("waterfall");
    setAccessibleName("Waterfall of one event");
    setFixedHeight(static_cast<int>(Row * telemetry::StageCount + AxisHeight + 12));
    connect(&look, &Look::changed, this, qOverload<>(&QWidget::update));
}

void Waterfall::show(const telemetry::Trace& trace)
{
    m_trace = trace;
    const double life = report::toMs(trace.life());
    const double step = report::niceCeiling(std::max(life, 1e-3) / 5);
    m_endMs = std::ceil(life / step) * step;
    setAccessibleDescription("The event took " + ms(life));
    update();
}

void Waterfall::clear()
{
    m_trace.reset();
    update();
}

QRectF Waterfall::plot() const
{
    return {TraceNameWidth, 4, std::max(50.0, width() - TraceNameWidth - TimeWidth), Row * telemetry::StageCount};
}

double Waterfall::xOf(std::chrono::nanoseconds sinceDue) const { return plot().left() + report::toMs(sinceDue) / m_endMs * plot().width(); }

void Waterfall::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    if (!m_trace) {
        painter.setPen(m_look.tokens().secondary);
        painter.drawText(rect(), Qt::AlignCenter, "Choose an event in the list to see its life from click to effect");
        return;
    }
    paintAxis(painter);
    for (std::size_t stage = 0; stage < telemetry::StageCount; ++stage) paintStage(painter, stage);
}

void Waterfall::paintAxis(QPainter& painter) const
{
    const Tokens& t = m_look.tokens();
    const double step = report::niceCeiling(m_endMs / 6);
    painter.setFont(m_look.type().small);
    for (const double at : ticksBetween(0, m_endMs, step)) {
        const double x = std::round(plot().left() + at / m_endMs * plot().width()) + 0.5;
        painter.setPen(t.hairline);
        painter.drawLine(QPointF(x, plot().top()), QPointF(x, plot().bottom() + 4));
        painter.setPen(t.secondary);
        painter.drawText(QRectF(x - 40, plot().bottom() + 4, 80, 16), Qt::AlignCenter, at == 0 ? QString("due") : plain(at) + " ms");
    }
}

void Waterfall::paintStage(QPainter& painter, std::size_t stage) const
{
    const Tokens& t = m_look.tokens();
    const double top = plot().top() + Row * static_cast<double>(stage);
    const bool lived = m_trace->request || stage < telemetry::StagesOfAll;
    painter.setFont(m_look.type().body);
    painter.setPen(lived ? t.text : t.secondary);
    painter.drawText(QRectF(0, top, TraceNameWidth - 12, Row), Qt::AlignRight | Qt::AlignVCenter, text(LineNames[stage]));
    const QRectF times(plot().right() + 12, top, TimeWidth - 12, Row);
    if (!lived) {
        painter.drawText(times, Qt::AlignLeft | Qt::AlignVCenter, "not asked for");
        return;
    }
    for (const Piece& piece : piecesOf(m_trace->stamps, stage)) {
        const double from = xOf(piece.from - m_trace->stamps.due), to = xOf(piece.to - m_trace->stamps.due);
        const QRectF box(from, top + (Row - Bar) / 2, std::max(to - from, piece.isWaiting ? 0.0 : 1.5), Bar);
        if (piece.isWaiting)
            paintHatched(painter, box, t.stages[stage]);
        else
            painter.fillRect(box, t.stages[stage]);
    }
    const telemetry::StageTime time = telemetry::stageTimes(m_trace->stamps)[stage];
    painter.setPen(t.text);
    painter.setFont(m_look.type().strong);
    painter.drawText(QRectF(times.left(), top, 58, Row), Qt::AlignRight | Qt::AlignVCenter, ms(report::toMs(time.total())));
    painter.setFont(m_look.type().small);
    painter.setPen(t.secondary);
    const double waiting = time.total().count() > 0 ? report::toMs(time.waiting) / report::toMs(time.total()) : 0;
    painter.drawText(QRectF(times.left() + 66, top, 76, Row), Qt::AlignLeft | Qt::AlignVCenter, "waits " + percent(waiting));
}

} // namespace tailrace::ui
