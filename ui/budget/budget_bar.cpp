// SPDX-License-Identifier: Apache-2.0
#include "ui/budget/budget_bar.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <cmath>

#include "ui/chart/number_text.h"

namespace tailrace::ui {
namespace {

constexpr double BarTop = 2, BarHeight = 20, LabelTop = 26, Square = 12, Gap = 16;

struct Label {
    QString words;
    double x = 0, width = 0;
};

} // namespace

BudgetBar::BudgetBar(RunFeed& feed, const Look& look) : m_feed(feed), m_look(look)
{
    setObjectName("budgetBar");
    setAccessibleName("The stages' P99 against the budget of the total");
    setFixedHeight(46);
    connect(&feed, &RunFeed::rangeChanged, this, qOverload<>(&QWidget::update));
    connect(&feed, &RunFeed::shownChanged, this, qOverload<>(&QWidget::update));
    connect(&feed, &RunFeed::budgetChanged, this, qOverload<>(&QWidget::update));
    connect(&look, &Look::changed, this, qOverload<>(&QWidget::update));
}

// The budget's end stands still; only a sum beyond it makes the scale wider.
double BudgetBar::pixelsPerMs() const
{
    const auto range = m_feed.range();
    const double sum = range ? report::sumOfP99(range->rows).value_or(0) : 0;
    const double budget = m_feed.budgetOf(TotalLine);
    return (width() - 2) / std::max({budget * 1.0, sum * 1.04, 1e-6});
}

std::vector<BudgetBar::Segment> BudgetBar::segments() const
{
    std::vector<Segment> found;
    const auto range = m_feed.range();
    if (!range || !report::sumOfP99(range->rows)) return found;
    double x = 0;
    for (std::size_t i = 0; i < range->rows.stages.size(); ++i) {
        const double p99 = *report::rowOfRequests(range->rows, i).values.p99;
        const double length = p99 * pixelsPerMs();
        found.push_back({i, {x, BarTop, length, BarHeight}, p99});
        x += length;
    }
    return found;
}

void BudgetBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Tokens& t = m_look.tokens();
    const double end = m_feed.budgetOf(TotalLine) * pixelsPerMs();
    const auto all = segments();
    const double used = all.empty() ? 0 : all.back().box.right();
    painter.setPen(QPen(t.secondary, 1.5, Qt::DotLine));
    const double middle = BarTop + BarHeight / 2;
    if (end > used + 4) painter.drawLine(QPointF(used + 4, middle), QPointF(end - 3, middle));
    for (const Segment& segment : all)
        painter.fillRect(segment.box.adjusted(0, 0, segment.box.width() > 3 ? -1 : 0, 0), t.stages[segment.stage]);
    paintBudget(painter);
    painter.setFont(m_look.type().small);
    paintLabels(painter, all, end);
}

void BudgetBar::paintBudget(QPainter& painter) const
{
    const double budget = m_feed.budgetOf(TotalLine);
    if (budget <= 0) return;
    const Tokens& t = m_look.tokens();
    const double x = std::min(budget * pixelsPerMs(), width() - 1.0);
    painter.setPen(QPen(t.text, 1.5));
    painter.drawLine(QPointF(x, BarTop - 2), QPointF(x, BarTop + BarHeight + 2));
}

// Each label starts under its stage, or beside its neighbour's; the small square says which is which.
void BudgetBar::paintLabels(QPainter& painter, const std::vector<Segment>& all, double right) const
{
    const Tokens& t = m_look.tokens();
    const QFontMetricsF metrics(painter.font());
    const double promise = report::toMs(m_feed.shown().budget.promise);
    QString limit = "budget " + plain(m_feed.budgetOf(TotalLine)) + " ms";
    if (promise > 0) limit += QStringLiteral(u" \u00B7 promise ") + plain(promise) + " ms";
    const double limitWidth = metrics.horizontalAdvance(limit);
    double limitLeft = std::min(right, width() - 1.0) - limitWidth;
    std::vector<Label> labels;
    double free = 0;
    for (const Segment& segment : all) {
        Label label{text(LineNames[segment.stage]) + " " + digits(segment.ms), std::max(free, segment.box.left()), 0};
        label.width = Square + metrics.horizontalAdvance(label.words) + Gap;
        free = label.x + label.width;
        labels.push_back(std::move(label));
    }
    double most = width() + Gap;
    for (std::size_t i = labels.size(); i-- > 0;) {
        labels[i].x = std::min(labels[i].x, most - labels[i].width);
        most = labels[i].x;
        painter.fillRect(QRectF(labels[i].x, LabelTop + 4, 8, 8), t.stages[all[i].stage]);
        painter.setPen(t.text);
        painter.drawText(QPointF(labels[i].x + Square, LabelTop + 12), labels[i].words);
    }
    const double x = labels.empty() ? 0 : labels.back().x + labels.back().width;
    if (limitLeft < x) limitLeft = width() - limitWidth - 1;
    const double marker = std::min(right, width() - 1.0) + 4;
    const auto covers = [&](const Label& label) { return label.x < marker + limitWidth + Gap && label.x + label.width > marker; };
    // Beside the budget's end where a sum beyond it has taken the room at the right.
    if (limitLeft < x && std::ranges::none_of(labels, covers))
        limitLeft = marker;
    else if (limitLeft < x)
        return;
    painter.setPen(t.secondary);
    painter.drawText(QPointF(limitLeft, LabelTop + 12), limit);
}

void BudgetBar::mousePressEvent(QMouseEvent* event)
{
    for (const Segment& segment : segments())
        if (segment.box.left() <= event->position().x() && event->position().x() < segment.box.right()) Q_EMIT stageChosen(segment.stage);
}

bool BudgetBar::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    for (const Segment& segment : segments()) {
        if (help->pos().x() < segment.box.left() || help->pos().x() >= segment.box.right()) continue;
        const auto& row = m_feed.range()->rows.stages[segment.stage];
        const QString requests = count(static_cast<double>(m_feed.range()->rows.total.values.count));
        QToolTip::showText(help->globalPos(),
            text(row.title) + ": " + ms(segment.ms) + " at P99 of " + requests + " requests between " + clockText(m_feed.range()->span.from)
                + " and " + clockText(m_feed.range()->span.to),
            this);
        return true;
    }
    QToolTip::hideText();
    return true;
}

} // namespace tailrace::ui
