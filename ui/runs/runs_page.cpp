// SPDX-License-Identifier: Apache-2.0
#include "ui/runs/runs_page.h"

#include <QHBoxLayout>
#include <QHeaderView>

#include "pipeline/base/named_thread.h"
#include "ui/chart/number_text.h"
#include "ui/chart/state_delegate.h"
#include "ui/chart/table_copy.h"

namespace tailrace::ui {
namespace {

constexpr int RunWidths[] = {170, 150, 80, 90, 110, 80, 140, 140};

QPushButton* button(const QString& words, const char* name)
{
    auto* made = new QPushButton(words);
    made->setObjectName(name);
    return made;
}

} // namespace

RunsPage::RunsPage(RunFeed& feed, const Look& look)
    : Page("Runs", {}),
      m_feed(feed),
      m_look(look),
      m_model(new RunListModel(this)),
      m_list(new QWidget),
      m_table(new QTableView),
      m_hero(new QLabel),
      m_where(new QLabel),
      m_comparison(new ComparisonView(look)),
      m_open(button("Open", "openRun")),
      m_compare(button("Compare two", "compareRuns")),
      m_other(button(QStringLiteral(u"Open a file\u2026"), "openFile")),
      m_export(button("Export what is shown", "exportShown")),
      m_preview(button(QStringLiteral(u"Preview on paper\u2026"), "previewShown"))
{
    makeTable();
    m_hero->setMinimumHeight(40);
    m_hero->setObjectName("runsSentence");
    m_where->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* buttons = new QHBoxLayout;
    for (QPushButton* one : {m_open, m_compare, m_other, m_export, m_preview}) buttons->addWidget(one);
    buttons->addStretch(1);
    auto* list = new QVBoxLayout(m_list);
    list->setContentsMargins(0, 0, 0, 0);
    list->setSpacing(space::Small);
    list->addWidget(m_hero);
    list->addWidget(m_where);
    list->addWidget(m_table, 1);
    list->addLayout(buttons);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(space::Wide, space::Medium, space::Wide, space::Medium);
    layout->addWidget(m_list);
    layout->addWidget(m_comparison);
    m_comparison->hide();
    connect(m_comparison, &ComparisonView::closeWished, this, [this] { showComparison(false); });
    m_compare->setToolTip("Choose two runs with Ctrl and the mouse or the space bar; the older one is A");
    setFocusProxy(m_table);
    connect(m_open, &QPushButton::clicked, this, &RunsPage::openCurrent);
    connect(m_table, &QTableView::activated, this, &RunsPage::openCurrent);
    connect(m_compare, &QPushButton::clicked, this, &RunsPage::compareSelected);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &RunsPage::renew);
    connect(m_other, &QPushButton::clicked, this, &RunsPage::fileWished);
    connect(m_export, &QPushButton::clicked, this, &RunsPage::exportWished);
    connect(m_preview, &QPushButton::clicked, this, &RunsPage::previewWished);
    m_preview->setToolTip("The report as a PDF shows it, before it is written (Ctrl+P)");
    connect(&feed, &RunFeed::shownChanged, this, &RunsPage::scan);
    connect(&look, &Look::changed, this, &RunsPage::dress);
    dress();
    renew();
}

void RunsPage::makeTable()
{
    m_table->setObjectName("runTable");
    m_table->setAccessibleName("Recorded runs");
    m_table->setModel(m_model);
    m_table->setItemDelegateForColumn(RunListModel::State, new StateDelegate(m_look, RunListModel::StateRole, m_table));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    makePlainTable(*m_table);
    for (int column = 0; column < RunListModel::ColumnCount; ++column) m_table->setColumnWidth(column, RunWidths[column]);
    m_table->horizontalHeader()->setStretchLastSection(true);
}

void RunsPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    scan();
}

void RunsPage::scan()
{
    if (!isVisible()) return;
    m_scanner = namedThread("runs", [this, folder = m_feed.control().runsFolder()](const std::stop_token& stop) {
        auto entries = readRunEntries(folder);
        if (stop.stop_requested()) return;
        QMetaObject::invokeMethod(this, [this, entries = std::move(entries)] {
            m_model->renew(entries);
            renew();
        });
    });
}

void RunsPage::renew()
{
    const int runs = m_model->rowCount();
    int held = 0;
    for (int row = 0; row < runs; ++row) {
        const auto verdict = m_model->at(row).verdict;
        held += verdict == telemetry::Verdict::Within || verdict == telemetry::Verdict::Tight;
    }
    if (runs == 0)
        m_hero->setText("No recorded runs here yet. Every run that ends leaves one.");
    else
        m_hero->setText(QStringLiteral("%1 recorded %2; the budget held in %3.").arg(runs).arg(runs == 1 ? "run" : "runs").arg(held));
    m_where->setText("In " + text(m_feed.control().runsFolder().string()));
    m_open->setEnabled(runs > 0 && !m_feed.isUnderWay());
    m_open->setToolTip(m_feed.isUnderWay() ? "A run is under way; stop it first" : "Shows the chosen run on every page (Enter)");
    m_compare->setEnabled(m_table->selectionModel()->selectedRows().size() == 2);
    for (QPushButton* one : {m_export, m_preview}) one->setEnabled(m_feed.shown().record != nullptr);
    if (runs > 0 && !m_table->currentIndex().isValid()) m_table->selectRow(0);
}

void RunsPage::openCurrent()
{
    const QModelIndex current = m_table->currentIndex();
    if (current.isValid() && !m_feed.isUnderWay()) m_feed.openFile(m_model->at(current.row()).file);
}

void RunsPage::compareSelected()
{
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    if (rows.size() != 2) return;
    // The newest stands first in the list.
    const int b = std::min(rows[0].row(), rows[1].row()), a = std::max(rows[0].row(), rows[1].row());
    showComparison(true);
    m_comparison->show(compareRuns(m_model->at(a), m_model->at(b), m_model->entries()), m_model->entries());
}

// In the place of the list: two runs take all the room there is.
void RunsPage::showComparison(bool on)
{
    m_list->setVisible(!on);
    m_comparison->setVisible(on);
    setFocusProxy(on ? static_cast<QWidget*>(m_comparison) : m_table);
    focusProxy()->setFocus();
}

void RunsPage::dress()
{
    m_hero->setFont(m_look.type().sentence);
    m_where->setPalette(m_look.secondaryPalette());
}

} // namespace tailrace::ui
