// SPDX-License-Identifier: Apache-2.0
#include "ui/frame/status_line.h"

#include <QPainter>
#include <QTimer>

#include "ui/chart/number_text.h"
#include "ui/chart/state_mark.h"

namespace tailrace::ui {

using telemetry::Verdict;

namespace {

constexpr int SaidMs = 12'000;

report::State stateOf(telemetry::ServerState::State state)
{
    using State = telemetry::ServerState::State;
    switch (state) {
    case State::Up: return Verdict::Within;
    case State::Recovering: return Verdict::Tight;
    case State::Away: return Verdict::Over;
    case State::Starting: break;
    }
    return Verdict::Idle;
}

} // namespace

QString ledgerSentence(const telemetry::Ledger& ledger)
{
    if (ledger.received != ledger.malformed + ledger.accepted && ledger.lost() == 0)
        return "The ledger does not balance: what was received is not what was malformed and accepted. Do not trust the numbers.";
    if (ledger.lost() != 0) {
        return "The ledger does not balance: " + text(report::groupedSigned(ledger.lost())) + " of "
            + count(static_cast<double>(ledger.accepted)) + " accepted events are unaccounted for. Do not trust the numbers.";
    }
    QString words = "accepted " + count(static_cast<double>(ledger.accepted)) + " = applied " + count(static_cast<double>(ledger.applied));
    if (ledger.duplicate > 0) words += " + " + count(static_cast<double>(ledger.duplicate)) + " duplicate";
    if (ledger.late > 0) words += " + " + count(static_cast<double>(ledger.late)) + " late";
    return words + " + " + count(static_cast<double>(ledger.inFlight)) + " in flight";
}

StatusLine::StatusLine(RunFeed& feed, const Look& look) : m_feed(feed), m_look(look)
{
    setObjectName("statusLine");
    setFixedHeight(28);
    for (const auto signal : {&RunFeed::ticked, &RunFeed::shownChanged, &RunFeed::progressChanged, &RunFeed::secondsAdded})
        connect(&feed, signal, this, &StatusLine::renew);
    connect(&feed.time(), &TimeView::spanChanged, this, &StatusLine::renew);
    connect(&look, &Look::changed, this, qOverload<>(&QWidget::update));
    renew();
}

void StatusLine::say(const QString& words)
{
    m_said = words;
    QTimer::singleShot(SaidMs, this, [this, words] {
        if (m_said == words) m_said.clear();
        renew();
    });
    renew();
}

std::vector<StatusLine::Part> StatusLine::parts() const
{
    std::vector<Part> found;
    const auto& shown = m_feed.shown();
    if (!m_said.isEmpty()) return {{m_said, {}, false, false}};
    if (shown.kind == ShownRun::Kind::None)
        return {{"Nothing runs. Ctrl+R starts the chosen scenario, ? shows all keys.", {}, false, true}};
    const telemetry::Ledger* ledger = nullptr;
    if (const auto snapshot = m_feed.snapshot()) {
        using State = telemetry::ServerState::State;
        const bool kafkaUp = snapshot->kafka.state == State::Up, redisUp = snapshot->redis.state == State::Up;
        found.push_back({kafkaUp ? QString("Kafka") : text(snapshot->kafka.sentence), stateOf(snapshot->kafka.state), true, false});
        found.push_back({redisUp ? QString("Redis") : text(snapshot->redis.sentence), stateOf(snapshot->redis.state), true, false});
        found.push_back({count(snapshot->appliedPerSecond) + " ev/s applied", {}, false, false});
        found.push_back({"lag " + count(static_cast<double>(snapshot->lagEvents)) + " events, "
                + QString::number(snapshot->lagSeconds, 'f', 2) + " s",
            {}, false, false});
        ledger = &snapshot->ledger;
    } else if (shown.record) {
        found.push_back({"servers: none, the run is over", {}, false, true});
        found.push_back({count(shown.record->eventsPerSecond) + " ev/s on average", {}, false, false});
        ledger = &shown.record->ledger;
    }
    if (ledger)
        found.push_back({ledgerSentence(*ledger), ledger->balanced() ? Verdict::Within : Verdict::Over, !ledger->balanced(), false});
    found.push_back({m_feed.time().inWords(), {}, false, true});
    return found;
}

void StatusLine::renew()
{
    m_parts = parts();
    QStringList words;
    for (const Part& part : m_parts) words << part.words;
    setAccessibleName(words.join(", "));
    update();
}

void StatusLine::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Tokens& t = m_look.tokens();
    painter.fillRect(rect(), t.window);
    painter.fillRect(QRect(0, 0, width(), 1), t.hairline);
    painter.setFont(m_look.type().small);
    const QFontMetricsF metrics(painter.font());
    double x = space::Large;
    for (std::size_t i = 0; i < m_parts.size(); ++i) {
        const Part& part = m_parts[i];
        const bool last = i + 1 == m_parts.size() && m_parts.size() > 1;
        const double wide = metrics.horizontalAdvance(part.words);
        if (last) x = std::max(x, width() - space::Large - wide);
        if (part.hasMark) {
            paintMark(painter, QRectF(x, height() / 2.0 - 4, 9, 9), part.state, colourOf(part.state, t));
            x += 14;
        }
        const bool alarming = part.hasMark && part.state == Verdict::Over;
        painter.setPen(alarming ? t.over : part.isSoft ? t.secondary : t.text);
        painter.drawText(QPointF(x, height() / 2.0 + metrics.ascent() / 2 - 1), part.words);
        x += wide + space::Wide;
    }
}

} // namespace tailrace::ui
