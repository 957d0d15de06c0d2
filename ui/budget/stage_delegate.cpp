// SPDX-License-Identifier: Apache-2.0
#include "ui/budget/stage_delegate.h"

#include <QPainter>
#include <algorithm>
#include <cmath>

#include "ui/budget/stage_model.h"
#include "ui/chart/gapped_line.h"
#include "ui/chart/state_mark.h"
#include "ui/run/shown_line.h"

namespace tailrace::ui {
namespace {

constexpr double TrendSeconds = 300;
constexpr double Pad = 8;

} // namespace

void StageDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const Tokens& t = m_look.tokens();
    const QRectF box = option.rect;
    painter->save();
    if (option.state & QStyle::State_Selected) painter->fillRect(box, option.palette.color(QPalette::AlternateBase));
    painter->setPen(t.hairline);
    painter->drawLine(QPointF(box.left(), box.top() + 0.5), QPointF(box.right() + 1, box.top() + 0.5));
    if (option.state & QStyle::State_Selected) {
        QColor tint = t.accent;
        tint.setAlpha(34);
        painter->fillRect(box.adjusted(0, 1, 0, 0), tint);
    }
    const bool isSum = index.row() == StageModel::SumRow;
    if (index.column() == StageModel::Trend && !isSum)
        paintTrend(*painter, box.adjusted(Pad, 4, -Pad, -3), StageModel::lineOf(index.row()));
    else if (index.column() == StageModel::State && !isSum)
        paintState(*painter, box.adjusted(Pad, 0, -2, 0), index);
    else
        paintText(*painter, box, index);
    painter->restore();
}

void StageDelegate::paintText(QPainter& painter, const QRectF& box, const QModelIndex& index) const
{
    const Tokens& t = m_look.tokens();
    const bool isSum = index.row() == StageModel::SumRow;
    const auto alignment = index.data(Qt::TextAlignmentRole).value<Qt::Alignment>();
    const int state = index.data(StageModel::StateRole).toInt();
    const bool soft = index.column() == StageModel::Owner || index.column() == StageModel::Target || index.column() == StageModel::Budget;
    const bool strong = !isSum && (index.column() == StageModel::P99);
    const bool alarming = index.column() == StageModel::Left && state == static_cast<int>(telemetry::Verdict::Over) && !isSum;
    QRectF inner = box.adjusted(Pad, 0, -Pad, 0);
    if (index.column() == StageModel::Name) {
        if (!isSum) paintHues(painter, QRectF(box.left() + 2, box.center().y() - 5, 10, 10), StageModel::lineOf(index.row()));
        inner.setLeft(box.left() + 20);
    }
    painter.setFont(strong ? m_look.type().strong : m_look.type().body);
    painter.setPen(alarming ? t.over : isSum && index.column() == StageModel::Budget ? t.accent : soft || isSum ? t.secondary : t.text);
    const auto side = isSum && index.column() == StageModel::Budget ? Qt::Alignment(Qt::AlignVCenter | Qt::AlignLeft) : alignment;
    const QString words = index.data().toString();
    painter.drawText(inner, static_cast<int>(side),
        painter.fontMetrics().elidedText(words, Qt::ElideRight, static_cast<int>(inner.width())));
}

// A group has the hues of all its stages, side by side.
void StageDelegate::paintHues(QPainter& painter, const QRectF& box, std::size_t line) const
{
    const telemetry::StageSet stages = stagesOfLine(m_feed.shown().budget, line);
    const double width = box.width() / static_cast<double>(std::max<std::size_t>(1, stages.count()));
    double x = box.left();
    for (std::size_t i = 0; i < stages.size(); ++i) {
        if (!stages.test(i)) continue;
        painter.fillRect(QRectF(x, box.top(), width, box.height()), m_look.tokens().stages[i]);
        x += width;
    }
}

void StageDelegate::paintState(QPainter& painter, const QRectF& box, const QModelIndex& index) const
{
    const int value = index.data(StageModel::StateRole).toInt();
    report::State state;
    if (value >= 0) state = static_cast<telemetry::Verdict>(value);
    const QString words = index.data().toString();
    if (words.startsWith("over for")) state = telemetry::Verdict::Over;
    const QColor colour = colourOf(state, m_look.tokens());
    paintMark(painter, QRectF(box.left(), box.center().y() - 5, 10, 10), state, colour);
    painter.setFont(m_look.type().body);
    painter.setPen(colour);
    painter.drawText(box.adjusted(18, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, words);
}

void StageDelegate::paintTrend(QPainter& painter, const QRectF& box, std::size_t line) const
{
    const auto& seconds = m_feed.seconds();
    const Tokens& t = m_look.tokens();
    const double end = m_feed.time().isLive() ? m_feed.time().end() : m_feed.time().measured().to;
    const double budget = m_feed.budgetOf(line);
    double most = budget;
    const auto isShown = [&](const SecondPoint& point) { return point.second < end && point.second >= end - TrendSeconds; };
    for (const SecondPoint& point : seconds)
        if (isShown(point)) most = std::max(most, static_cast<double>(point.line(line).p99Ms.value_or(0)));
    if (most <= 0) return;
    // Beyond twice the budget it is cut off: the budget must stay a place in the picture.
    if (budget > 0) most = std::clamp(most, budget * 1.1, budget * 2);
    const double length = std::clamp(end, 60.0, TrendSeconds);
    const double first = std::max(0.0, end - length);
    const auto x = [&](double second) { return box.left() + (second - first) / length * box.width(); };
    const auto y = [&](double ms) { return box.bottom() - std::min(ms, most) / most * box.height(); };
    if (budget > 0) {
        painter.setPen(QPen(t.hairline, 1));
        painter.drawLine(QPointF(box.left(), std::round(y(budget)) + 0.5), QPointF(box.right(), std::round(y(budget)) + 0.5));
    }
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor hue = line < telemetry::StageCount ? t.stages[line] : t.text;
    GappedLine drawn(painter);
    for (const SecondPoint& point : seconds) {
        if (!isShown(point)) continue;
        const auto& p99 = point.line(line).p99Ms;
        if (!p99) {
            drawn.gap();
            continue;
        }
        painter.setPen(QPen(budget > 0 && *p99 > budget ? t.over : hue, 1.5));
        drawn.to({x(point.second + 0.5), y(*p99)});
    }
}

} // namespace tailrace::ui
