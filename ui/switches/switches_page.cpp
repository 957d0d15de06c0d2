// SPDX-License-Identifier: Apache-2.0
#include "ui/switches/switches_page.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QScrollBar>
#include <cmath>

#include "ui/chart/table_copy.h"
#include "ui/switches/switch_words.h"

namespace tailrace::ui {

using degrade::Position;
using degrade::Shed;

namespace {

constexpr std::array<int, 3> HistoryWidths{52, 124, 134}; // the last column takes what is left
constexpr int LeastForHistory = 560;                      // pixels of the page: less is no room for chart and history
constexpr degrade::ShedRules Rules{};

QString secondsText(double seconds) { return QString::number(seconds, 'f', seconds < 10 ? 2 : 0) + " s"; }

// "a, b and c"
QString listed(const QStringList& names)
{
    if (names.size() < 2) return names.join(QString());
    return names.mid(0, names.size() - 1).join(", ") + " and " + names.last();
}

} // namespace

SwitchesPage::SwitchesPage(RunFeed& feed, const Look& look)
    : Page("Switches",
        "What is given up under overload, in which order and why; each step can be thrown by hand, and the ledger shows that no event is lost."),
      m_feed(feed),
      m_look(look),
      m_hero(new QLabel),
      m_note(new QLabel),
      m_ledger(new LedgerStrip(look)),
      m_chart(new ShedChart(feed, look)),
      m_model(new SwitchHistoryModel(this)),
      m_table(new QTableView),
      m_all(new QPushButton("Show all")),
      m_chartTitle(new QLabel("The oldest event's wait, and what was given up")),
      m_historyTitle(new QLabel),
      m_ledgerTitle(new QLabel("Never given up: the data path, with journal, session state and offsets"))
{
    m_hero->setObjectName("switchesSentence");
    m_hero->setWordWrap(true);
    m_hero->setMinimumHeight(36);
    m_note->setObjectName("switchesNote");
    makeHistory();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(space::Wide, space::Medium, space::Wide, space::Medium);
    layout->setSpacing(0);
    layout->addWidget(m_hero);
    layout->addWidget(m_note);
    layout->addSpacing(space::Small);
    layout->addWidget(makeHead());
    for (std::size_t i = 0; i < degrade::ShedCount; ++i) {
        auto* row = new SwitchRow(static_cast<Shed>(i), look);
        connect(row, &SwitchRow::thrown, this, &SwitchesPage::throwSwitch);
        connect(row, &SwitchRow::historyWished, this, [this](Shed shed) { showHistory(shed); });
        layout->addWidget(row);
        m_rows << row;
    }
    layout->addSpacing(space::Small);
    layout->addWidget(m_ledgerTitle);
    layout->addSpacing(space::Tiny);
    layout->addWidget(m_ledger);
    layout->addSpacing(space::Tiny);
    m_bottom = makeBottom();
    layout->addWidget(m_bottom, 1);
    layout->addStretch(0);
    makeCommands();
    for (const auto signal : {&RunFeed::ticked, &RunFeed::shownChanged, &RunFeed::progressChanged, &RunFeed::secondsAdded})
        connect(&feed, signal, this, &SwitchesPage::renew);
    for (const auto signal : {&TimeView::spanChanged, &TimeView::cursorChanged, &TimeView::modeChanged})
        connect(&feed.time(), signal, this, &SwitchesPage::renew);
    connect(&look, &Look::changed, this, &SwitchesPage::dress);
    setFocusProxy(m_rows[0]->button(Position::Automatic));
    showHistory({});
    dress();
    renew();
}

QWidget* SwitchesPage::makeHead()
{
    auto* head = new QWidget;
    head->setFixedHeight(20);
    auto* layout = new QHBoxLayout(head);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    for (const char* words : {"given up in this order", "state", "oldest event's wait", "by hand"}) {
        m_heads << new QLabel(words);
        layout->addWidget(m_heads.last());
    }
    layout->addStretch(1);
    return head;
}

QWidget* SwitchesPage::makeBottom()
{
    auto* bottom = new QWidget;
    auto* grid = new QGridLayout(bottom);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(space::Wide);
    grid->setVerticalSpacing(space::Tiny);
    auto* title = new QHBoxLayout;
    title->addWidget(m_historyTitle);
    title->addWidget(m_all);
    title->addStretch(1);
    grid->addWidget(m_chartTitle, 0, 0);
    grid->addLayout(title, 0, 1);
    grid->addWidget(m_chart, 1, 0);
    grid->addWidget(m_table, 1, 1);
    grid->setColumnStretch(0, 1);
    grid->setColumnStretch(1, 1);
    grid->setRowMinimumHeight(0, 24);
    grid->setRowStretch(1, 1);
    return bottom;
}

void SwitchesPage::makeHistory()
{
    m_table->setObjectName("switchHistory");
    m_table->setAccessibleName("History of the switches");
    m_table->setModel(m_model);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    makePlainTable(*m_table);
    m_table->setWordWrap(false);
    m_table->horizontalHeader()->setFixedHeight(RowHeight);
    for (std::size_t i = 0; i < HistoryWidths.size(); ++i) m_table->setColumnWidth(static_cast<int>(i), HistoryWidths[i]);
    m_table->horizontalHeader()->setStretchLastSection(true);
    // At its end it stays there; whoever has scrolled back reads on.
    QScrollBar* bar = m_table->verticalScrollBar();
    connect(bar, &QScrollBar::valueChanged, this, [this, bar](int value) { m_followsHistory = value == bar->maximum(); });
    connect(bar, &QScrollBar::rangeChanged, this, [this, bar](int, int most) {
        if (m_followsHistory) bar->setValue(most);
    });
    m_all->setObjectName("allSwitchings");
    m_all->setProperty("kind", "link");
    connect(m_all, &QPushButton::clicked, this, [this] { showHistory({}); });
}

void SwitchesPage::makeCommands()
{
    const auto add = [this](const QString& words, Shed shed, Position position) {
        auto* action = new QAction(words, this);
        connect(action, &QAction::triggered, this, [this, shed, position] { throwSwitch(shed, position); });
        m_commands << action;
    };
    for (std::size_t i = 0; i < degrade::ShedCount; ++i) {
        const auto shed = static_cast<Shed>(i);
        const QString name = text(degrade::nameOf(shed));
        add("Switch: give up " + name + " by hand", shed, Position::GivenUp);
        if (shed != Shed::NewTraffic) add("Switch: hold " + name + " on by hand", shed, Position::HeldOn);
        add("Switch: " + name + " back to automatic", shed, Position::Automatic);
    }
}

// The head's columns follow those of the rows.
void SwitchesPage::resizeEvent(QResizeEvent* event)
{
    Page::resizeEvent(event);
    const auto columns = SwitchRow::columnsOf(width() - 2 * space::Wide);
    const int starts[] = {0, columns.state, columns.evidence, columns.buttons, columns.end};
    m_bottom->setVisible(height() >= LeastForHistory);
    for (int i = 0; i < m_heads.size(); ++i) m_heads[i]->setFixedWidth(starts[i + 1] - starts[i]);
}

void SwitchesPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    renew();
}

void SwitchesPage::throwSwitch(Shed shed, Position position)
{
    auto& asked = m_asked[static_cast<std::size_t>(shed)];
    const SwitchStates now = statesAfter(switchingsOf(m_feed.incidents()));
    const bool stands = asked.value_or(now[static_cast<std::size_t>(shed)].position) == position;
    if (m_feed.whyUntouchable().isEmpty() && !stands) {
        m_feed.control().throwSwitch(shed, position);
        asked = position;
    }
    renew();
}

void SwitchesPage::showHistory(std::optional<Shed> shed)
{
    m_model->showOnly(shed);
    m_historyTitle->setText(shed ? "History of " + text(degrade::nameOf(*shed)) : "History of all switches");
    m_all->setVisible(shed.has_value());
    m_followsHistory = true;
    m_table->scrollToBottom();
}

// What the run has done of what it was asked for.
void SwitchesPage::forgetConfirmed(const SwitchStates& now)
{
    const bool over = !m_feed.whyUntouchable().isEmpty();
    for (std::size_t i = 0; i < m_asked.size(); ++i)
        if (over || m_asked[i] == now[i].position) m_asked[i].reset();
}

void SwitchesPage::renew()
{
    const QString whyNot = m_feed.whyUntouchable();
    for (QAction* command : m_commands) command->setEnabled(whyNot.isEmpty());
    if (!isVisible()) return;
    const std::vector<Switching> all = switchingsOf(m_feed.incidents());
    const std::vector<Switching> seen = switchingsOf(m_feed.incidents(), seenAt());
    const SwitchStates now = statesAfter(all), states = statesAfter(seen);
    forgetConfirmed(now);
    for (std::size_t i = 0; i < degrade::ShedCount; ++i) m_rows[static_cast<int>(i)]->show(viewOf(i, states, now));
    m_hero->setText(sentence(states));
    const bool held = whyNot.isEmpty() && std::isfinite(seenAt());
    m_note->setText(!whyNot.isEmpty() ? whyNot
            : held                    ? "You see " + clockText(seenAt()) + "; the buttons act on the run as it is now."
                   : "A step goes when the oldest event has waited for its limit, one after the other; it comes back at half of that.");
    m_ledger->show(ledgerAt(seenAt()));
    m_chart->show(all);
    m_model->show(seen);
}

SwitchView SwitchesPage::viewOf(std::size_t shed, const SwitchStates& seen, const SwitchStates& now) const
{
    const bool isLive = m_feed.whyUntouchable().isEmpty();
    SwitchView view{.state = seen[shed],
        .position = m_asked[shed].value_or(isLive ? now[shed].position : seen[shed].position),
        .isAsked = m_asked[shed].has_value(),
        .evidence = {},
        .fill = {},
        .whyDisabled = m_feed.whyUntouchable()};
    if (shed < Rules.lagSeconds.size()) {
        const double limit = Rules.lagSeconds[shed];
        const double wait = waitAt(seenAt());
        view.fill = wait / limit;
        view.evidence = secondsText(wait) + " of " + QString::number(limit) + " s";
    } else {
        const std::uint64_t refused = refusedAt(seenAt());
        view.evidence = refused > 0 ? count(static_cast<double>(refused)) + " refused" : "journal keeps up";
    }
    return view;
}

double SwitchesPage::seenAt() const
{
    const TimeView& time = m_feed.time();
    if (time.isLive()) return std::numeric_limits<double>::infinity();
    if (time.cursor()) return *time.cursor();
    return time.isPaused() ? time.measured().to : std::numeric_limits<double>::infinity();
}

const SecondPoint* SwitchesPage::pointAt(double second) const
{
    const std::vector<SecondPoint>& all = m_feed.seconds(); // in order
    const auto from = std::ranges::lower_bound(all, second, {}, [](const SecondPoint& point) { return static_cast<double>(point.second); });
    return from == all.begin() ? nullptr : &*std::prev(from);
}

double SwitchesPage::waitAt(double second) const
{
    if (m_feed.snapshot() && std::isinf(second)) return m_feed.snapshot()->lagSeconds;
    const SecondPoint* point = pointAt(second);
    return point ? point->lagSeconds : 0;
}

telemetry::Ledger SwitchesPage::ledgerAt(double second) const
{
    if (std::isinf(second) && m_feed.snapshot()) return m_feed.snapshot()->ledger;
    if (std::isinf(second) && m_feed.shown().record) return m_feed.shown().record->ledger;
    const SecondPoint* point = pointAt(second);
    return point ? point->ledger : telemetry::Ledger{};
}

std::uint64_t SwitchesPage::refusedAt(double second) const
{
    const SecondPoint* point = pointAt(second);
    const SecondPoint* before = point ? pointAt(point->second) : nullptr;
    if (!point) return 0;
    return point->ledger.refused - std::min(point->ledger.refused, before ? before->ledger.refused : 0);
}

QString SwitchesPage::sentence(const SwitchStates& states) const
{
    QStringList given, held;
    std::optional<double> since;
    for (std::size_t i = 0; i < states.size(); ++i) {
        const QString name = shortNameOf(i);
        if (states[i].given) given << name;
        if (states[i].given && states[i].since) since = std::min(since.value_or(*states[i].since), *states[i].since);
        if (states[i].position == Position::HeldOn) held << name;
    }
    const bool isOver = m_feed.shown().kind != ShownRun::Kind::Live;
    const QString when = std::isfinite(seenAt()) ? "At " + clockText(seenAt()) + " " : isOver ? QStringLiteral("At the end ") : QString();
    QString words = when
        + (given.isEmpty() ? QStringLiteral("everything is on")
                           : QString::number(given.size()) + (given.size() == 1 ? " of 5 is given up" : " of 5 are given up"));
    if (since) words += ", since " + clockText(*since) + ": " + listed(given);
    if (!held.isEmpty()) words += "; held on by hand: " + listed(held);
    words += ledgerAt(seenAt()).balanced() ? ". No event is lost." : ". The ledger does not balance.";
    return words.left(1).toUpper() + words.mid(1);
}

void SwitchesPage::dress()
{
    m_hero->setFont(m_look.type().sentence);
    m_note->setPalette(m_look.secondaryPalette());
    for (QLabel* title : {m_chartTitle, m_historyTitle, m_ledgerTitle}) title->setFont(m_look.type().strong);
    for (QLabel* head : m_heads) {
        head->setFont(m_look.type().small);
        head->setPalette(m_look.secondaryPalette());
    }
}

} // namespace tailrace::ui
