// SPDX-License-Identifier: Apache-2.0
#include "ui/scenario/incident_bar.h"

#include <QHBoxLayout>
#include <array>

#include "ui/chart/number_text.h"

namespace tailrace::ui {
namespace {

using simulator::IncidentKind;
using simulator::IncidentName;

constexpr int UsualSeconds = 10, MostSeconds = 600;
constexpr std::chrono::milliseconds SlowDelay{120}; // as in the flash sale

struct Words {
    const char* button;
    const char* tip;
};

Words wordsOf(IncidentKind kind)
{
    switch (kind) {
    case IncidentKind::RedisSlow: return {"Slow Redis", "A command waits up to 120 ms"};
    case IncidentKind::RedisBlackHole: return {"Silent Redis", "Redis takes commands and does not answer"};
    case IncidentKind::RedisKilled: return {"Kill Redis", "Redis ends at once; the run starts a new one, which is empty"};
    case IncidentKind::BrokerStalled: return {"Stall broker", "The broker stands still"};
    case IncidentKind::BrokerKilled: return {"Kill broker", "The broker ends at once; the run starts a new one, which is empty"};
    case IncidentKind::StockFeedCut: return {"Cut stock feed", "What sells out meanwhile goes on being recommended"};
    case IncidentKind::WorkerPaused: return {"Pause worker", "Worker 0 takes no more events; its lag grows"};
    }
    return {};
}

} // namespace

IncidentBar::IncidentBar(RunFeed& feed, const Look& look)
    : m_feed(feed),
      m_look(look),
      m_title(new QLabel("Make it happen now")),
      m_state(new QLabel),
      m_length(new NumberBox("incidentSeconds", MostSeconds, "s")),
      m_grid(new QGridLayout)
{
    setObjectName("incidentBar");
    m_state->setObjectName("incidentState");
    m_length->setValue(UsualSeconds);
    m_length->setFixedWidth(72);
    m_length->setAccessibleName("Length of an incident");
    m_length->setToolTip("How long an incident lasts; who is killed is started again at once");
    auto* head = new QHBoxLayout;
    head->setSpacing(space::Medium);
    head->addWidget(m_title);
    head->addWidget(m_state, 1);
    m_grid->setSpacing(space::Tiny);
    auto* line = new QHBoxLayout;
    line->setSpacing(space::Tiny);
    auto* label = new QLabel("for");
    label->setBuddy(m_length);
    line->addWidget(label);
    line->addWidget(m_length);
    line->addSpacing(space::Small);
    for (const IncidentName& incident : simulator::IncidentNames) add(incident);
    line->addLayout(m_grid);
    line->addStretch(1);
    arrange(static_cast<int>(m_buttons.size()));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::Tiny);
    layout->addLayout(head);
    layout->addLayout(line);
    for (const auto signal : {&RunFeed::ticked, &RunFeed::shownChanged, &RunFeed::progressChanged})
        connect(&feed, signal, this, &IncidentBar::renew);
    connect(&look, &Look::changed, this, &IncidentBar::dress);
    dress();
    renew();
}

// In a narrow window in two lines.
void IncidentBar::arrange(int perLine)
{
    if (std::exchange(m_perLine, perLine) == perLine) return;
    for (int i = 0; i < m_buttons.size(); ++i) m_grid->addWidget(m_buttons[i], i / perLine, i % perLine);
}

void IncidentBar::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    const int all = static_cast<int>(m_buttons.size());
    int wide = m_length->width() + space::Huge + 2 * space::Medium;
    for (const QPushButton* button : m_buttons) wide += button->sizeHint().width() + space::Tiny;
    arrange(width() >= wide ? all : (all + 1) / 2);
}

// Two lines of buttons are enough room.
QSize IncidentBar::minimumSizeHint() const { return {0, QWidget::minimumSizeHint().height()}; }

void IncidentBar::add(const IncidentName& incident)
{
    const Words words = wordsOf(incident.kind);
    auto* button = new QPushButton(words.button);
    button->setObjectName("incident-" + text(incident.name));
    button->setAccessibleDescription(words.tip);
    connect(button, &QPushButton::clicked, this, [this, &incident] { play(incident); });
    m_buttons << button;
    auto* action = new QAction("Incident by hand: " + QString(words.button).toLower(), this);
    connect(action, &QAction::triggered, this, [this, &incident] { play(incident); });
    m_commands << action;
}

void IncidentBar::play(const IncidentName& incident)
{
    if (!m_feed.whyUntouchable().isEmpty()) return;
    simulator::ScheduledIncident wished{.kind = incident.kind};
    if (incident.lasts) wished.length = std::chrono::seconds(m_length->value());
    if (incident.kind == IncidentKind::RedisSlow) wished.delay = SlowDelay;
    m_feed.control().playIncident(wished);
}

void IncidentBar::renew()
{
    const QString whyNot = m_feed.whyUntouchable();
    for (int i = 0; i < m_buttons.size(); ++i) {
        m_buttons[i]->setEnabled(whyNot.isEmpty());
        m_buttons[i]->setToolTip(whyNot.isEmpty() ? QString(wordsOf(simulator::IncidentNames[static_cast<std::size_t>(i)].kind).tip)
                                                  : whyNot);
        m_commands[i]->setEnabled(whyNot.isEmpty());
    }
    m_state->setText(whyNot.isEmpty() ? onNow() : whyNot);
}

// "On now: redis slow, since 0:47." Planned ones, too; and why the latest was not played.
QString IncidentBar::onNow() const
{
    QStringList on;
    for (const IncidentName& incident : simulator::IncidentNames) {
        const std::string begins = std::string(incident.name) + " begins", ends = std::string(incident.name) + " ends";
        std::optional<double> since;
        for (const report::Incident& one : m_feed.incidents()) {
            if (one.kind == begins) since = one.atSeconds;
            if (one.kind == ends) since.reset();
        }
        if (since) on << text(incident.name).replace('-', ' ') + ", since " + clockText(*since);
    }
    if (!on.isEmpty()) return "On now: " + on.join("; ") + ". Another one of the same server waits for its end.";
    const auto& all = m_feed.incidents();
    if (!all.empty() && all.back().kind.ends_with(" not played")) return "Not played: " + text(all.back().text);
    return "It stands on every chart and in the report.";
}

void IncidentBar::dress()
{
    m_title->setFont(m_look.type().strong);
    m_state->setPalette(m_look.secondaryPalette());
}

} // namespace tailrace::ui
