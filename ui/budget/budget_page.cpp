// SPDX-License-Identifier: Apache-2.0
#include "ui/budget/budget_page.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QMessageBox>
#include <QVBoxLayout>

#include "ui/budget/budget_hero.h"
#include "ui/budget/stage_delegate.h"
#include "ui/budget/sum_explanation.h"
#include "ui/chart/number_text.h"
#include "ui/chart/table_copy.h"
#include "ui/run/shown_line.h"

namespace tailrace::ui {
namespace {

// Of the nine columns; the first takes what is left.
constexpr int StageWidths[] = {190, 130, 72, 64, 78, 68, 76, 220, 150};

} // namespace

BudgetPage::BudgetPage(RunFeed& feed, const Look& look)
    : Page("Budget", "Whether the budget of a click holds, which stage eats it and since when: stage by stage, with owner, P50 and P99."),
      m_feed(feed),
      m_look(look),
      m_hero(new BudgetHero(feed, look)),
      m_bar(new BudgetBar(feed, look)),
      m_sentence(new QLabel),
      m_traces(new QPushButton("Show a P99 shopper")),
      m_model(new StageModel(feed)),
      m_table(new QTableView),
      m_heat(new HeatMap(feed, look)),
      m_spectrum(new SpectrumChart(feed, look)),
      m_heatTitle(new QLabel),
      m_spectrumTitle(new QLabel),
      m_document(feed),
      m_menu(new BudgetMenu(m_document, feed)),
      m_edit(new QPushButton("Edit")),
      m_editor(new BudgetEditor(m_document, look))
{
    m_model->setParent(this);
    makeTable();
    m_sentence->setObjectName("budgetSentence");
    m_sentence->setTextFormat(Qt::PlainText);
    m_sentence->setWordWrap(true);
    m_sentence->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_traces->setProperty("kind", "link");
    m_traces->setToolTip("Opens Traces at the events that lie around the total's P99");

    auto* line = new QHBoxLayout;
    line->addWidget(m_sentence, 1);
    line->addWidget(m_traces, 0, Qt::AlignTop);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(space::Wide, space::Small, space::Wide, space::Medium);
    layout->setSpacing(0);
    layout->addWidget(m_hero);
    layout->addWidget(m_bar);
    layout->addLayout(line);
    layout->addSpacing(space::Small);
    layout->addWidget(m_table);
    layout->addSpacing(space::Medium);
    layout->addWidget(makeCharts(), 1);

    connect(&feed, &RunFeed::rangeChanged, this, &BudgetPage::renew);
    for (const auto signal : {&RunFeed::shownChanged, &RunFeed::budgetChanged})
        connect(&feed, signal, this, [this] {
            showSelected(); // under the names of its budget
            renew();
        });
    connect(&m_document, &BudgetDocument::said, this, &Page::said);
    makeCommands();
    connect(m_bar, &BudgetBar::stageChosen, this, &BudgetPage::selectLine);
    connect(m_spectrum, &SpectrumChart::percentileChosen, this, &Page::wishesTraces);
    connect(m_spectrum, &SpectrumChart::eventsChosen, this, &Page::wishesEvents);
    connect(m_heat, &HeatMap::eventsChosen, this, &Page::wishesEvents);
    connect(m_traces, &QPushButton::clicked, this, [this] {
        const auto range = m_feed.range();
        Q_EMIT wishesTraces(TotalLine, range ? range->rows.total.values.p99.value_or(0) : 0);
    });
    connect(&look, &Look::changed, this, &BudgetPage::dress);
    setFocusProxy(m_table);
    dress();
    selectLine(3);
    renew();
}

void BudgetPage::makeTable()
{
    m_table->setObjectName("stageTable");
    m_table->setAccessibleName("Stages and their budgets");
    m_table->setModel(m_model);
    m_table->setItemDelegate(new StageDelegate(m_feed, m_look, m_table));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    makePlainTable(*m_table);
    m_table->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    QHeaderView* head = m_table->horizontalHeader();
    head->setSectionsClickable(false);
    head->setFixedHeight(RowHeight);
    head->setSectionResizeMode(QHeaderView::Fixed);
    for (int column = 0; column < StageModel::ColumnCount; ++column) head->resizeSection(column, StageWidths[column]);
    head->setSectionResizeMode(StageModel::Name, QHeaderView::Stretch);
    head->setSectionResizeMode(StageModel::Trend, QHeaderView::Stretch);
    m_table->setSpan(StageModel::SumRow, StageModel::Budget, 1, StageModel::ColumnCount - StageModel::Budget);
    const auto fit = [this] { m_table->setFixedHeight(RowHeight * (m_model->rowCount() + 1) + 2); };
    connect(m_model, &QAbstractItemModel::rowsInserted, this, fit);
    connect(m_model, &QAbstractItemModel::rowsRemoved, this, fit);
    fit();
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &BudgetPage::showSelected);
    const auto explain = [this](const QModelIndex& index) {
        if (index.row() == StageModel::SumRow && index.column() >= StageModel::P99) explainSum();
    };
    connect(m_table, &QTableView::clicked, this, explain);
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex& index) {
        if (index.row() == StageModel::SumRow) explainSum();
    });
}

QWidget* BudgetPage::makeCharts()
{
    auto* charts = new QWidget;
    auto* layout = new QGridLayout(charts);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setHorizontalSpacing(space::Wide);
    layout->setVerticalSpacing(space::Tiny);
    auto* right = new QHBoxLayout;
    right->setContentsMargins(0, 0, 0, 0);
    right->addWidget(m_spectrumTitle);
    right->addStretch(1);
    right->addWidget(m_menu);
    right->addWidget(m_edit);
    layout->addWidget(m_heatTitle, 0, 0);
    layout->addLayout(right, 0, 1);
    layout->addWidget(m_heat, 1, 0);
    layout->addWidget(m_spectrum, 1, 1);
    layout->addWidget(m_editor, 1, 0, 1, 2);
    m_editor->hide();
    layout->setColumnStretch(0, 3);
    layout->setColumnStretch(1, 2);
    layout->setRowStretch(1, 1);
    return charts;
}

void BudgetPage::makeCommands()
{
    m_edit->setObjectName("editBudget");
    m_edit->setProperty("kind", "link");
    m_edit->setCheckable(true);
    m_edit->setToolTip("Targets, budgets, owners and groups, in the place of the charts (B)");
    m_edit->setAccessibleName("Edit the budget");
    connect(m_edit, &QPushButton::toggled, this, &BudgetPage::showEditor);
    auto* edit = new QAction("Edit the budget, or show the charts again", this);
    edit->setShortcut(QKeySequence("B"));
    connect(edit, &QAction::triggered, m_edit, &QPushButton::click);
    auto* undo = new QAction("Undo the last change of the budget", this);
    undo->setShortcut(QKeySequence("Ctrl+Z"));
    connect(undo, &QAction::triggered, &m_document.undo(), &QUndoStack::undo);
    auto* redo = new QAction("Redo the change of the budget", this);
    redo->setShortcut(QKeySequence("Ctrl+Shift+Z"));
    connect(redo, &QAction::triggered, &m_document.undo(), &QUndoStack::redo);
    m_commands = QList<QAction*>{edit, undo, redo} + m_menu->commands();
    for (QAction* action : m_commands) action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    addActions(m_commands);
}

void BudgetPage::showEditor(bool on)
{
    m_editor->setVisible(on);
    for (QWidget* chart : std::initializer_list<QWidget*>{m_heat, m_spectrum, m_spectrumTitle}) chart->setVisible(!on);
    m_edit->setText(on ? "Done" : "Edit");
    showSelected();
    (on ? static_cast<QWidget*>(m_editor) : m_table)->setFocus();
}

void BudgetPage::selectLine(std::size_t line) { m_table->setCurrentIndex(m_model->index(StageModel::rowOf(line), 0)); }

void BudgetPage::showSelected()
{
    const QModelIndex current = m_table->currentIndex();
    if (!current.isValid()) return;
    const auto line = static_cast<std::size_t>(current.data(StageModel::LineRole).toInt());
    m_heat->showLine(line);
    m_spectrum->showLine(line);
    const QString title = lineTitle(m_feed.shown().budget, line);
    m_heatTitle->setText(m_edit->isChecked() ? QString("The budget that judges this run") : title + ", latency over time");
    m_spectrumTitle->setText(title + ", percentiles");
}

void BudgetPage::renew()
{
    const auto range = m_feed.range();
    m_sentence->setText(range ? text(range->headline.sentence).replace("->", QStringLiteral(u"\u2192")) : QString());
    m_traces->setVisible(range && range->rows.total.values.p99);
    if (range) selectLargest();
}

// Once for each run: what somebody has chosen since then stays.
void BudgetPage::selectLargest()
{
    const auto* record = m_feed.shown().record.get();
    // Not by a range from before its end.
    if (record && m_feed.range()->span.length() < static_cast<double>(record->seconds.size())) return;
    if (std::exchange(m_selectedFor, record) == record || !record) return;
    const auto& stages = m_feed.range()->rows.stages;
    const auto largest = std::ranges::max_element(stages, {}, [](const report::Row& row) { return row.values.p99.value_or(-1); });
    selectLine(static_cast<std::size_t>(largest - stages.begin()));
}

void BudgetPage::explainSum()
{
    const auto range = m_feed.range();
    if (!range) return;
    auto* box = new QMessageBox(QMessageBox::NoIcon, "Why the sum of the P99 is not the P99 of the sum", sumExplanation(range->rows),
        QMessageBox::Close, this);
    box->setObjectName("sumExplanation");
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
}

void BudgetPage::dress()
{
    for (QLabel* title : {m_heatTitle, m_spectrumTitle}) title->setFont(m_look.type().strong);
    m_sentence->setFixedHeight(QFontMetrics(m_look.type().body).lineSpacing() * 2
        + space::Tiny); // or the table would move under the pointer
}

} // namespace tailrace::ui
