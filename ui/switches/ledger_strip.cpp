// SPDX-License-Identifier: Apache-2.0
#include "ui/switches/ledger_strip.h"

#include <QPainter>

#include "ui/chart/number_text.h"
#include "ui/chart/state_mark.h"

namespace tailrace::ui {

using telemetry::Verdict;

namespace {

constexpr int VerdictWidth = 270;

std::int64_t whole(std::uint64_t number) { return static_cast<std::int64_t>(number); }

} // namespace

LedgerStrip::LedgerStrip(const Look& look) : m_look(look)
{
    setObjectName("ledgerStrip");
    setFixedHeight(Height);
    connect(&look, &Look::changed, this, qOverload<>(&QWidget::update));
    setAccessibleName("The data path");
}

std::vector<LedgerStrip::Term> LedgerStrip::terms() const
{
    const telemetry::Ledger& l = m_ledger;
    return {{"", "received", whole(l.received)}, {"=", "applied", whole(l.applied)}, {"+", "duplicates", whole(l.duplicate)},
        {"+", "late", whole(l.late)}, {"+", "dead letters", whole(l.malformed)}, {"+", "in flight", whole(l.inFlight)},
        {"+", "lost", l.lost()}};
}

QString LedgerStrip::verdict() const
{
    if (m_ledger.balanced()) return "whole: nothing lost, nothing twice";
    if (m_ledger.lost() < 0) return "events are counted twice: do not trust the numbers";
    return m_ledger.lost() > 0 ? "events are unaccounted for" : "does not add up: do not trust the numbers";
}

void LedgerStrip::show(const telemetry::Ledger& ledger)
{
    m_ledger = ledger;
    QStringList words{verdict()};
    for (const Term& term : terms()) words << QString(term.words) + " " + text(report::groupedSigned(term.value));
    setAccessibleDescription(words.join(", "));
    update();
}

void LedgerStrip::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Tokens& t = m_look.tokens();
    painter.fillRect(QRect(0, 0, width(), 1), t.hairline);
    const std::vector<Term> all = terms();
    const double each = (width() - VerdictWidth) / static_cast<double>(all.size());
    double x = 0;
    for (const Term& term : all) {
        const bool wrong = std::string_view(term.words) == "lost" && term.value != 0;
        painter.setFont(m_look.type().heading);
        painter.setPen(t.secondary);
        painter.drawText(QRectF(x - 20, 8, 14, 22), Qt::AlignCenter, term.sign);
        painter.setPen(wrong ? t.over : t.text);
        painter.drawText(QRectF(x, 8, each, 22), Qt::AlignLeft | Qt::AlignVCenter, text(report::groupedSigned(term.value)));
        painter.setFont(m_look.type().small);
        painter.setPen(t.secondary);
        painter.drawText(QRectF(x, 31, each, 16), Qt::AlignLeft | Qt::AlignVCenter, term.words);
        x += each;
    }
    const report::State state = m_ledger.balanced() ? Verdict::Within : Verdict::Over;
    const QColor colour = colourOf(state, t);
    const QFontMetricsF metrics(m_look.type().body);
    const double left = width() - metrics.horizontalAdvance(verdict());
    painter.setFont(m_look.type().body);
    painter.setPen(colour);
    painter.drawText(QRectF(left, 8, width() - left, 22), Qt::AlignLeft | Qt::AlignVCenter, verdict());
    paintMark(painter, QRectF(left - 18, 14, 10, 10), state, colour);
    if (m_ledger.refused == 0) return;
    painter.setFont(m_look.type().small);
    painter.setPen(t.secondary);
    painter.drawText(QRectF(width() - VerdictWidth, 31, VerdictWidth, 16), Qt::AlignRight | Qt::AlignVCenter,
        "refused " + count(static_cast<double>(m_ledger.refused)) + " times, offered again");
}

} // namespace tailrace::ui
