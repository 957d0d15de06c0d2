// SPDX-License-Identifier: Apache-2.0
#include "ui/frame/main_window.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QApplication>
#include <QCloseEvent>
#include <QFileDialog>
#include <QKeyEvent>
#include <QSettings>
#include <QVBoxLayout>

#include "ui/budget/budget_page.h"
#include "ui/chart/number_text.h"
#include "ui/flow/flow_page.h"
#include "ui/frame/command_palette.h"
#include "ui/frame/empty_state.h"
#include "ui/frame/keys_overlay.h"
#include "ui/frame/navigation.h"
#include "ui/frame/run_bar.h"
#include "ui/frame/status_line.h"
#include "ui/frame/timeline_strip.h"
#include "ui/print/preview_dialog.h"
#include "ui/runs/runs_page.h"
#include "ui/scenario/scenario_page.h"
#include "ui/switches/switches_page.h"
#include "ui/traces/traces_page.h"

namespace tailrace::ui {
namespace {

constexpr QSize UsualSize{1280, 800};
constexpr QSize LeastSize{1024, 640};

bool takesSpace(const QObject* focused)
{
    if (qobject_cast<const QAbstractButton*>(focused)) return true;
    const auto* view = qobject_cast<const QAbstractItemView*>(focused);
    return view && view->model() && view->model()->flags(view->currentIndex()) & Qt::ItemIsUserCheckable;
}

// Named here: with an organization the data's folder would get a second level.
QSettings settings() { return {QSettings::IniFormat, QSettings::UserScope, "tailrace", "tailrace"}; }

} // namespace

MainWindow::MainWindow(RunFeed& feed, Look& look)
    : m_feed(feed),
      m_look(look),
      m_navigation(new Navigation(look)),
      m_stack(new QStackedWidget),
      m_empty(new EmptyState(feed, look)),
      m_status(new StatusLine(feed, look))
{
    setWindowTitle("Tailrace");
    setMinimumSize(LeastSize);
    resize(UsualSize);
    build();
    addPages();
    addCommands();
    connect(m_navigation, &Navigation::chosen, this, &MainWindow::showPage);
    connect(m_navigation, &Navigation::themeWished, this, [this] { m_look.toggle(); });
    connect(m_navigation, &Navigation::keysWished, this, [this] { (new KeysOverlay(m_commands, this))->show(); });
    connect(m_empty, &EmptyState::startWished, this, [this] { start("flash-sale"); });
    connect(m_empty, &EmptyState::openWished, this, &MainWindow::askForFile);
    connect(&m_feed, &RunFeed::shownChanged, this, &MainWindow::renew);
    connect(&m_feed, &RunFeed::rangeChanged, this, &MainWindow::renew);
    connect(&m_feed, &RunFeed::troubled, m_status, &StatusLine::say);
    connect(&m_export, &RunExport::done, m_status, &StatusLine::say);
    qApp->installEventFilter(this);
    showPage(0);
    restoreGeometry(settings().value("window/geometry").toByteArray());
    const int choice = settings().value("window/theme").toInt();
    if (choice > 0 && choice <= static_cast<int>(Look::Choice::Dark)) m_look.choose(static_cast<Look::Choice>(choice));
}

void MainWindow::build()
{
    auto* bar = new RunBar(m_feed, m_look);
    connect(bar, &RunBar::startWished, this, &MainWindow::start);
    connect(bar, &RunBar::stopWished, this, [this] { m_feed.control().requestStop(); });
    connect(bar, &RunBar::openWished, this, &MainWindow::askForFile);
    connect(bar, &RunBar::exportWished, this, &MainWindow::exportRun);
    connect(bar, &RunBar::previewWished, this, &MainWindow::previewReport);
    m_stack->setObjectName("pages");
    m_stack->addWidget(m_empty);
    auto* column = new QVBoxLayout;
    column->setSpacing(0);
    column->addWidget(bar);
    column->addWidget(m_stack, 1);
    column->addWidget(new TimelineStrip(m_feed, m_look));
    auto* across = new QHBoxLayout;
    across->setSpacing(0);
    across->addWidget(m_navigation);
    across->addLayout(column, 1);
    auto* whole = new QWidget;
    whole->setObjectName("frame");
    auto* layout = new QVBoxLayout(whole);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(across, 1);
    layout->addWidget(m_status);
    setCentralWidget(whole);
}

void MainWindow::addPages()
{
    auto* budget = new BudgetPage(m_feed, m_look);
    auto* flow = new FlowPage(m_feed, m_look);
    auto* traces = new TracesPage(m_feed, m_look);
    auto* scenario = new ScenarioPage(m_feed, m_look);
    auto* runs = new RunsPage(m_feed, m_look);
    auto* switches = new SwitchesPage(m_feed, m_look);
    for (Page* page : std::initializer_list<Page*>{budget, flow, traces, scenario, runs, switches}) addPage(page);
    connect(budget, &Page::wishesTraces, this, [this, traces](std::size_t line, double ms) {
        traces->showNearest(line, ms);
        showPage(static_cast<int>(m_pages.indexOf(traces)));
    });
    connect(budget, &Page::wishesEvents, this, [this, traces](const TraceFilter& filter) {
        traces->showOnly(filter);
        showPage(static_cast<int>(m_pages.indexOf(traces)));
    });
    connect(flow, &FlowPage::stageChosen, this, [this, budget](std::size_t stage) {
        budget->selectLine(stage);
        showPage(static_cast<int>(m_pages.indexOf(budget)));
    });
    connect(runs, &RunsPage::fileWished, this, &MainWindow::askForFile);
    connect(runs, &RunsPage::exportWished, this, [this] { exportRun({}); });
    connect(runs, &RunsPage::previewWished, this, &MainWindow::previewReport);
}

void MainWindow::addPage(Page* page)
{
    m_pages << page;
    m_stack->addWidget(page);
    m_navigation->add(page->name());
    m_commands << page->commands();
    connect(page, &Page::said, m_status, &StatusLine::say);
}

void MainWindow::showPage(int index)
{
    if (index < 0 || index >= m_pages.size()) return;
    m_current = index;
    m_navigation->choose(index);
    renew();
}

void MainWindow::renew()
{
    Page* page = m_pages[m_current];
    const bool empty = !page->promise().isEmpty() && (m_feed.shown().kind == ShownRun::Kind::None || !m_feed.range());
    m_empty->setPage(page->name(), page->promise());
    QWidget* shown = empty ? static_cast<QWidget*>(m_empty) : page;
    if (m_stack->currentWidget() == shown) return;
    m_stack->setCurrentWidget(shown);
    shown->setFocus();
}

QAction* MainWindow::command(const QString& words, const QKeySequence& key, const std::function<void()>& what)
{
    auto* action = new QAction(words, this);
    action->setShortcut(key);
    connect(action, &QAction::triggered, this, what);
    addAction(action);
    m_commands << action;
    return action;
}

void MainWindow::addCommands()
{
    for (int i = 0; i < m_pages.size(); ++i)
        command("Show " + m_pages[i]->name(), QKeySequence(QString::number(i + 1)), [this, i] { showPage(i); });
    command("Start the flash sale", QKeySequence("Ctrl+R"), [this] { start("flash-sale"); });
    command("Start steady traffic", {}, [this] { start("steady"); });
    command("Stop the run", QKeySequence("Ctrl+."), [this] { m_feed.control().requestStop(); });
    command(QStringLiteral(u"Open a recorded run\u2026"), QKeySequence("Ctrl+O"), [this] { askForFile(); });
    command("Export the report as HTML", QKeySequence("Ctrl+E"), [this] { exportRun("html"); });
    command(QStringLiteral(u"Preview the report on paper\u2026"), QKeySequence("Ctrl+P"), [this] { previewReport(); });
    command("Export the report as PDF", {}, [this] { exportRun("pdf"); });
    command("Export everything", {}, [this] { exportRun({}); });
    addTimeCommands();
    command("Light or dark", QKeySequence("T"), [this] { m_look.toggle(); });
    command("Theme of the system", {}, [this] { m_look.choose(Look::Choice::System); });
    command("Window as it was at first", {}, [this] {
        showNormal();
        resize(UsualSize);
        m_look.choose(Look::Choice::System);
        showPage(0);
    });
    command("All commands", QKeySequence("Ctrl+Shift+P"), [this] { (new CommandPalette(m_commands, this))->show(); });
    // Some keyboards tell the shift key that makes a question mark, some do not.
    command("All keys", QKeySequence("?"), [this] {
        (new KeysOverlay(m_commands, this))->show();
    })->setShortcuts({QKeySequence("?"), QKeySequence("Shift+?")});
    command("Quit", QKeySequence("Ctrl+Q"), [this] { close(); });
}

void MainWindow::addTimeCommands()
{
    TimeView& time = m_feed.time();
    command("Hold the view, or let it go on", QKeySequence("Space"), [&time] { time.setPaused(!time.isPaused()); });
    command("Follow the run", QKeySequence("L"), [&time] { time.goLive(); });
    command("Go back 15 seconds", QKeySequence("Left"), [&time] { time.rewind(15); });
    command("Show the whole run", QKeySequence("H"), [&time] { time.brush({0, time.end()}); });
    command("Zoom in", QKeySequence("W"), [&time] { time.zoom(0.5); });
    command("Zoom out", QKeySequence("S"), [&time] { time.zoom(2); });
    command("Earlier", QKeySequence("A"), [&time] { time.pan(-0.25); });
    command("Later", QKeySequence("D"), [&time] { time.pan(0.25); });
}

void MainWindow::start(const QString& scenario)
{
    RunWish wish;
    wish.scenario = scenario.toStdString();
    wish.judgedBy = m_feed.judge();
    m_feed.start(wish);
}

void MainWindow::askForFile()
{
    auto* dialog = new QFileDialog(this, "Open a recorded run", text(m_feed.control().runsFolder().string()), "Run files (*.tailrace)");
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) { m_feed.openFile(file.toStdString()); });
    dialog->open();
}

void MainWindow::exportRun(const QString& format)
{
    if (!m_feed.shown().record)
        m_status->say("There is no report yet: a run is exported when it is over.");
    else
        m_export.write(m_feed.shown(), format, m_look.type().body.family());
}

void MainWindow::previewReport()
{
    if (!m_feed.shown().record) return exportRun("pdf"); // which says why not
    auto* preview = new PreviewDialog(m_feed.shown().record, m_feed.shown().budget, m_look, this);
    connect(preview, &PreviewDialog::writeWished, this, [this] { exportRun("pdf"); });
    preview->open();
}

// The space bar presses the button or ticks the cell that has the focus; only elsewhere it holds the view.
bool MainWindow::eventFilter(QObject* watched, QEvent* event)
{
    const bool isSpace = event->type() == QEvent::ShortcutOverride && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Space;
    if (!isSpace || !takesSpace(watched)) return QMainWindow::eventFilter(watched, event);
    event->accept();
    return true;
}

void MainWindow::closeUnasked()
{
    m_isUnasked = true;
    close();
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    for (Page* page : m_pages) {
        if (m_isUnasked || page->mayClose([this] { close(); })) continue;
        event->ignore();
        return;
    }
    QSettings kept = settings();
    kept.setValue("window/geometry", saveGeometry());
    kept.setValue("window/theme", static_cast<int>(m_look.choice()));
    QMainWindow::closeEvent(event);
}

} // namespace tailrace::ui
