// SPDX-License-Identifier: Apache-2.0
#include "ui/budget/budget_hero.h"

#include <QPainter>

#include "ui/chart/number_text.h"
#include "ui/chart/state_mark.h"

namespace tailrace::ui {

BudgetHero::BudgetHero(RunFeed& feed, const Look& look) : m_feed(feed), m_look(look)
{
    setObjectName("budgetHero");
    setFixedHeight(54);
    connect(&feed, &RunFeed::rangeChanged, this, &BudgetHero::renew);
    connect(&feed, &RunFeed::shownChanged, this, &BudgetHero::renew);
    connect(&look, &Look::changed, this, qOverload<>(&QWidget::update));
}

void BudgetHero::renew()
{
    if (const auto range = m_feed.range()) {
        const report::Headline& h = range->headline;
        setAccessibleName(text(h.number) + " ms " + text(h.promise) + ", " + wordOf(h.state) + ", " + text(h.left));
    }
    update();
}

void BudgetHero::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::TextAntialiasing);
    const Tokens& t = m_look.tokens();
    const auto range = m_feed.range();
    const report::Headline headline =
        range ? range->headline : report::Headline{.state = {}, .number = "\u2013", .promise = {}, .left = {}, .sentence = {}};
    const double baseline = height() - 12;
    painter.setFont(m_look.type().hero);
    painter.setPen(headline.state == telemetry::Verdict::Over ? t.over : t.text);
    double x = -2;
    painter.drawText(QPointF(x, baseline), text(headline.number));
    x += painter.fontMetrics().horizontalAdvance(text(headline.number)) + 8;
    painter.setFont(m_look.type().heading);
    painter.setPen(t.secondary);
    QFont light = m_look.type().heading;
    light.setWeight(QFont::Normal);
    painter.setFont(light);
    const QString rest = "ms  " + text(headline.promise);
    painter.drawText(QPointF(x, baseline), rest);

    painter.setFont(m_look.type().heading);
    const QColor colour = colourOf(headline.state, t);
    const QString word = wordOf(headline.state);
    const QString left = headline.left.empty() ? QString() : QStringLiteral(u"  \u00B7  ") + text(headline.left);
    const QFontMetricsF strong(m_look.type().heading), soft(light);
    double right = width() - soft.horizontalAdvance(left);
    painter.setFont(light);
    painter.setPen(t.text);
    painter.drawText(QPointF(right, baseline), left);
    right -= strong.horizontalAdvance(word);
    painter.setFont(m_look.type().heading);
    painter.setPen(colour);
    painter.drawText(QPointF(right, baseline), word);
    paintMark(painter, QRectF(right - 22, baseline - 12, 13, 13), headline.state, colour);
}

} // namespace tailrace::ui
