// SPDX-License-Identifier: Apache-2.0
#include "ui/traces/traces_page.h"

#include <QHBoxLayout>
#include <QHeaderView>

#include "ui/chart/number_text.h"
#include "ui/chart/table_copy.h"
#include "ui/run/shown_line.h"

namespace tailrace::ui {
namespace {

constexpr int TraceWidths[] = {72, 92, 112, 116, 80};

} // namespace

TracesPage::TracesPage(RunFeed& feed, const Look& look)
    : Page("Traces",
        "Single events from click to rendered recommendation: the slowest ones and a fair sample, each as a waterfall of waiting and work."),
      m_feed(feed),
      m_look(look),
      m_model(new TraceModel(this)),
      m_sorted(new TraceSelection(feed, *m_model, this)),
      m_table(new QTableView),
      m_head(new QLabel),
      m_title(new QLabel),
      m_legend(new QLabel("Hatched: waits. Solid: is worked on. All five add up exactly to the event's life.")),
      m_waterfall(new Waterfall(look)),
      m_facts(new QLabel),
      m_chip(new QPushButton),
      m_clear(new QAction("Show all events that were kept", this))
{
    makeTable();
    m_facts->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_facts->setTextFormat(Qt::RichText);
    m_title->setObjectName("traceTitle");
    m_title->setMinimumHeight(52);
    m_title->setWordWrap(true);
    m_chip->setObjectName("traceFilter");
    m_chip->setAccessibleName("Show all events again");
    m_chip->setToolTip("Only events that were brushed in a chart are shown. Click, or Escape, to show all again");
    m_chip->hide();
    m_clear->setShortcut(QKeySequence(Qt::Key_Escape));
    m_clear->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    addAction(m_clear);
    connect(m_clear, &QAction::triggered, this, &TracesPage::showAll);
    connect(m_chip, &QPushButton::clicked, this, &TracesPage::showAll);
    auto* left = new QVBoxLayout;
    left->addWidget(m_chip, 0, Qt::AlignLeft);
    left->addWidget(m_head);
    left->addWidget(m_table, 1);
    auto* right = new QVBoxLayout;
    right->setSpacing(space::Small);
    right->addWidget(m_title);
    right->addWidget(m_waterfall);
    right->addWidget(m_legend);
    right->addSpacing(space::Medium);
    right->addWidget(m_facts);
    right->addStretch(1);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(space::Wide, space::Medium, space::Wide, space::Medium);
    layout->setSpacing(space::Wide);
    layout->addLayout(left, 5);
    layout->addLayout(right, 6);
    setFocusProxy(m_table);
    for (const auto signal : {&RunFeed::secondsAdded, &RunFeed::shownChanged}) connect(&feed, signal, this, &TracesPage::renew);
    connect(&look, &Look::changed, this, &TracesPage::dress);
    dress();
}

void TracesPage::makeTable()
{
    m_table->setObjectName("traceTable");
    m_table->setAccessibleName("Events");
    m_table->setModel(m_sorted);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(TraceModel::Life, Qt::DescendingOrder);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    makePlainTable(*m_table);
    m_table->setWordWrap(false);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    for (int column = 0; column < TraceModel::ColumnCount; ++column) m_table->setColumnWidth(column, TraceWidths[column]);
    m_table->horizontalHeader()->setStretchLastSection(true);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &TracesPage::showCurrent);
}

void TracesPage::renew()
{
    if (m_feed.time().isPaused()) return; // what is looked at stays
    m_model->renew(m_feed.traces());
    renewWords();
    if (!m_table->currentIndex().isValid() && m_sorted->rowCount() > 0) m_table->selectRow(0);
}

void TracesPage::renewWords()
{
    const auto slow = std::ranges::count(m_feed.traces(), true, &telemetry::Trace::slowest);
    m_head->setText(QStringLiteral("The %1 slowest events and %2 drawn fairly from all")
                        .arg(slow)
                        .arg(static_cast<qsizetype>(m_feed.traces().size()) - slow));
    m_chip->setVisible(m_sorted->filter().has_value());
    m_clear->setEnabled(m_sorted->filter().has_value());
    if (m_sorted->filter()) m_chip->setAccessibleName("Filter: " + m_sorted->words() + ". Press to show all events again");
    if (m_sorted->filter()) m_chip->setText(m_sorted->words() + QStringLiteral(u"  \u2715"));
}

void TracesPage::showOnly(const TraceFilter& filter)
{
    m_model->renew(m_feed.traces());
    m_sorted->choose(filter);
    renewWords();
    if (m_sorted->rowCount() > 0) m_table->selectRow(0);
    showCurrent();
}

void TracesPage::showAll()
{
    m_sorted->choose({});
    renewWords();
    m_table->scrollTo(m_table->currentIndex());
}

void TracesPage::showNearest(std::size_t line, double ms)
{
    showAll();
    renew();
    const int row = m_model->nearest(stagesOfLine(m_feed.shown().budget, line), ms);
    if (row < 0) return;
    const QModelIndex index = m_sorted->mapFromSource(m_model->index(row, 0));
    m_table->setCurrentIndex(index);
    m_table->scrollTo(index, QAbstractItemView::PositionAtCenter);
}

void TracesPage::showCurrent()
{
    const QModelIndex current = m_sorted->mapToSource(m_table->currentIndex());
    if (!current.isValid()) {
        m_waterfall->clear();
        m_title->setText(m_sorted->filter() ? m_sorted->emptyWords() : QString());
        m_facts->clear();
        return;
    }
    const telemetry::Trace& trace = m_model->at(current.row());
    const std::size_t slowest = slowestStage(trace);
    const double life = report::toMs(trace.life());
    const auto time = telemetry::stageTimes(trace.stamps)[slowest];
    m_waterfall->show(trace);
    m_title->setText(ms(life) + (trace.request ? " from click to rendered, " : " from click to stored, ")
        + percent(life > 0 ? report::toMs(time.total()) / life : 0) + " of it in " + text(LineNames[slowest]));
    m_facts->setText(factsOf(trace));
}

QString TracesPage::factsOf(const telemetry::Trace& trace) const
{
    QList<std::pair<QString, QString>> facts{{"Event", text(trace.eventType) + ", " + text(trace.eventId)},
        {"Shopper", text(trace.shopper)},
        {"Kafka",
            "clickstream, partition " + QString::number(trace.partition) + ", sequence " + count(static_cast<double>(trace.sequence))}};
    if (trace.request) {
        const bool popular = trace.outcome == "popularity";
        facts.emplaceBack("Offered", text(trace.outcome) + (popular ? ": nothing was known of the shopper that something fitted" : ""));
    }
    facts.emplaceBack("Kept",
        trace.slowest ? "because it is among the slowest" : "in the fair sample, in which every event has the same chance");
    QString rows;
    const QString soft = m_look.tokens().secondary.name();
    for (const auto& [name, value] : facts)
        rows += "<tr><td style='padding:2px 16px 2px 0;color:" + soft + "'>" + name + "</td><td style='padding:2px 0'>"
            + value.toHtmlEscaped() + "</td></tr>";
    return "<table cellspacing='0'>" + rows + "</table>";
}

void TracesPage::dress()
{
    m_title->setFont(m_look.type().sentence);
    for (QLabel* label : {m_head, m_legend}) label->setPalette(m_look.secondaryPalette());
    showCurrent();
}

} // namespace tailrace::ui
