// SPDX-License-Identifier: Apache-2.0
#include "ui/frame/run_bar.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>

#include "pipeline/report/export.h"
#include "pipeline/simulator/scenario_file.h"
#include "ui/chart/number_text.h"

namespace tailrace::ui {

using Phase = RunProgress::Phase;

namespace {

constexpr double RewindSeconds = 15;

QPushButton* button(const char* name, const QString& words, const QString& tip)
{
    auto* made = new QPushButton(words);
    made->setObjectName(name);
    made->setToolTip(tip);
    made->setAccessibleDescription(tip);
    return made;
}

// "flash-sale" -> "Flash sale"
QString spoken(QString scenario)
{
    scenario.replace('-', ' ');
    return scenario.left(1).toUpper() + scenario.mid(1);
}

} // namespace

RunBar::RunBar(RunFeed& feed, const Look& look)
    : m_feed(feed),
      m_look(look),
      m_title(new QLabel),
      m_subtitle(new QLabel),
      m_pause(button("pauseView", "Pause view", "Holds what you see; the run and its recording go on (Space)")),
      m_back(button("rewind", QStringLiteral(u"\u00AB 15 s"), "Goes back 15 seconds (Left)")),
      m_live(button("live", "Live", "Follows the run again (L)")),
      m_scenario(new ChoiceButton),
      m_start(button("start", "Start", "Starts the chosen scenario (Ctrl+R)")),
      m_stop(button("stop", "Stop", "Ends the traffic, works off the rest and writes the report (Ctrl+.)")),
      m_export(button("export", QStringLiteral(u"Export \u25BE"), "Writes the report of this run (Ctrl+E)"))
{
    setObjectName("runBar");
    setFixedHeight(48);
    m_start->setProperty("kind", "main");
    m_pause->setCheckable(true);
    m_scenario->setObjectName("scenario");
    m_scenario->setAccessibleName("Scenario");
    m_title->setObjectName("runTitle");
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(space::Wide, 0, space::Wide, 0);
    layout->setSpacing(space::Small);
    layout->addWidget(m_title);
    layout->addWidget(m_subtitle);
    layout->addStretch(1);
    for (QWidget* one : std::initializer_list<QWidget*>{m_pause, m_back, m_live}) layout->addWidget(one);
    layout->addSpacing(space::Medium);
    for (QWidget* one : std::initializer_list<QWidget*>{m_scenario, m_start, m_stop, m_export}) layout->addWidget(one);
    fillScenarios();
    fillExports();

    connect(m_pause, &QPushButton::toggled, this, [this](bool on) { m_feed.time().setPaused(on); });
    connect(m_back, &QPushButton::clicked, this, [this] { m_feed.time().rewind(RewindSeconds); });
    connect(m_live, &QPushButton::clicked, this, [this] { m_feed.time().goLive(); });
    connect(m_start, &QPushButton::clicked, this, [this] { Q_EMIT startWished(m_scenario->value()); });
    connect(m_stop, &QPushButton::clicked, this, &RunBar::stopWished);
    connect(&feed.time(), &TimeView::modeChanged, this, &RunBar::renewView);
    for (const auto signal : {&RunFeed::shownChanged, &RunFeed::budgetChanged, &RunFeed::progressChanged, &RunFeed::ticked})
        connect(&feed, signal, this, &RunBar::renew);
    connect(&look, &Look::changed, this, &RunBar::dress);
    dress();
    renew();
    renewView();
}

void RunBar::fillScenarios()
{
    for (const std::string& name : simulator::scenarioNames(m_feed.control().resources())) m_scenario->add(spoken(text(name)), text(name));
    m_scenario->choose("Flash sale");
}

void RunBar::fillExports()
{
    auto* menu = new QMenu(this);
    const auto add = [&](const QString& words, const QString& format) {
        connect(menu->addAction(words), &QAction::triggered, this, [this, format] { Q_EMIT exportWished(format); });
    };
    add("Report, one HTML page", "html");
    add("PDF, for paper", "pdf");
    add("Markdown, for tickets", "md");
    add("CSV, for sheets", "csv");
    add("JSON, for programs", "json");
    add("Percentile distributions (.hgrm)", "hgrm");
    menu->addSeparator();
    add("All of them", {});
    connect(menu->addAction(QStringLiteral(u"Preview on paper\u2026")), &QAction::triggered, this, &RunBar::previewWished);
    menu->addSeparator();
    connect(menu->addAction(QStringLiteral(u"Open a recorded run\u2026")), &QAction::triggered, this, &RunBar::openWished);
    m_export->setMenu(menu);
}

QString RunBar::title() const
{
    if (m_feed.shown().kind == ShownRun::Kind::None) return "Tailrace";
    return spoken(m_feed.shown().scenario);
}

QString RunBar::subtitle() const
{
    const ShownRun& shown = m_feed.shown();
    const QString dot = QStringLiteral(u" \u00B7 ");
    QString tail = shown.seed ? dot + "seed " + QString::number(*shown.seed) : QString();
    if (m_feed.judge() && shown.budget != shown.ownBudget) tail += dot + "judged by " + text(shown.budget.name);
    switch (shown.kind) {
    case ShownRun::Kind::None: return "nothing runs";
    case ShownRun::Kind::File:
        return "recorded " + text(shown.record->startedAt).replace('T', ' ').remove('Z') + " UTC" + dot
            + clockText(shown.record->durationSeconds) + tail;
    case ShownRun::Kind::Finished: {
        const bool passed = m_feed.progress() && m_feed.progress()->failures.empty();
        return QString(passed ? "finished" : "finished, not passed") + dot + clockText(shown.record->durationSeconds) + tail;
    }
    case ShownRun::Kind::Live: break;
    }
    const auto snapshot = m_feed.snapshot();
    const QString since = snapshot ? " " + clockText(snapshot->secondsSinceStart) : QString();
    const Phase phase = m_feed.progress() ? m_feed.progress()->phase : Phase::Planning;
    if (phase == Phase::Draining) return QStringLiteral(u"working off what is left\u2026") + tail;
    if (phase == Phase::Reporting) return QStringLiteral(u"writing the report\u2026") + tail;
    return (phase == Phase::Running ? "running" + since : QStringLiteral(u"starting\u2026")) + tail;
}

void RunBar::renew()
{
    m_title->setText(title());
    m_subtitle->setText(subtitle());
    const bool underWay = m_feed.isUnderWay();
    const bool shown = m_feed.shown().kind != ShownRun::Kind::None;
    m_scenario->setVisible(!underWay);
    m_start->setVisible(!underWay);
    m_stop->setVisible(underWay);
    m_stop->setText(m_feed.progress() && m_feed.progress()->phase == Phase::Draining ? "Stop waiting" : "Stop");
    m_export->setText(m_feed.shown().record ? QStringLiteral(u"Export \u25BE") : QStringLiteral(u"Open \u25BE"));
    for (QAction* action : m_export->menu()->actions())
        if (!action->text().startsWith("Open")) action->setEnabled(m_feed.shown().record != nullptr);
    for (QPushButton* one : {m_pause, m_back}) one->setVisible(shown);
    m_live->setVisible(m_feed.shown().kind == ShownRun::Kind::Live);
}

// Apart from renew(), which comes ten times a second: fonts and palettes go through the style sheet each time.
void RunBar::dress()
{
    m_title->setFont(m_look.type().heading);
    m_subtitle->setPalette(m_look.secondaryPalette());
    update();
}

void RunBar::renewView()
{
    const TimeView& time = m_feed.time();
    const QSignalBlocker quiet(m_pause);
    m_pause->setChecked(time.isPaused());
    m_pause->setText(time.isPaused() ? "View held" : "Pause view");
    m_live->setEnabled(!time.isLive());
}

void RunBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_look.tokens().window);
    painter.fillRect(QRect(0, height() - 1, width(), 1), m_look.tokens().hairline);
}

} // namespace tailrace::ui
