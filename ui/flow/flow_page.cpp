// SPDX-License-Identifier: Apache-2.0
#include "ui/flow/flow_page.h"

#include <QGridLayout>

#include "ui/chart/line_chart.h"
#include "ui/chart/number_text.h"
#include "ui/chart/table_copy.h"
#include "ui/flow/lag_trend.h"
#include "ui/flow/partition_lag_model.h"

namespace tailrace::ui {
namespace {

constexpr int LagWidths[] = {72, 72, 72, 72, 72};

} // namespace

QString lagSentence(const std::vector<SecondPoint>& seconds, double end)
{
    const SecondPoint* last = nullptr;
    const SecondPoint* before = nullptr;
    for (const SecondPoint& point : seconds) {
        if (point.second >= end) break;
        last = &point;
        if (point.second <= end - 1 - TrendSeconds) before = &point;
    }
    if (!last) return "Lag is not known yet.";
    QString words = "Lag: " + count(static_cast<double>(last->lagEvents)) + " events, the oldest since "
        + QString::number(last->lagSeconds, 'f', 2) + " s";
    const LagTrend trend = before ? trendOf(before->lagEvents, last->lagEvents, last->second - before->second) : LagTrend();
    if (trend.perSecond > 0) return words + "; grows by " + count(trend.perSecond) + " events a second.";
    if (trend.secondsLeft <= 0) return words + "; steady.";
    return words + "; shrinks, gone in about " + QString::number(trend.secondsLeft, 'f', 0) + " s.";
}

FlowPage::FlowPage(RunFeed& feed, const Look& look)
    : Page("Flow",
        "The pipeline from left to right: what works, what waits, how full the queues are, and the one stage that holds the others up."),
      m_feed(feed),
      m_look(look),
      m_graph(new FlowGraph(feed, look)),
      m_hero(new QLabel),
      m_lag(new QLabel),
      m_partitions(new QTableView),
      m_noPartitions(new QLabel("This run file does not hold the lag of each partition."))
{
    m_hero->setObjectName("flowSentence");
    m_hero->setWordWrap(true);
    m_hero->setMinimumHeight(52);
    m_lag->setObjectName("lagSentence");
    using Tone = LineChart::Tone;
    auto* rates = new LineChart(feed, look, "ev/s", 100,
        {{"offered", Tone::Soft, [](const SecondPoint& p) { return std::optional(p.offeredPerSecond); }},
            {"applied", Tone::Text, [](const SecondPoint& p) { return std::optional(p.appliedPerSecond); }}});
    auto* lag =
        new LineChart(feed, look, "s", 0.1, {{"lag", Tone::Text, [](const SecondPoint& p) { return std::optional(p.lagSeconds); }}});
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(space::Wide);
    grid->setVerticalSpacing(space::Tiny);
    for (const char* words : {"Offered and applied, events a second", "Lag, seconds since the oldest event", "Lag of each partition"})
        m_titles << new QLabel(words);
    int column = 0;
    for (QWidget* part : std::initializer_list<QWidget*>{rates, lag, makePartitions()}) {
        grid->addWidget(m_titles[column], 0, column);
        grid->addWidget(part, 1, column);
        grid->setColumnStretch(column, column < 2 ? 1 : 0);
        ++column;
    }
    grid->setRowStretch(1, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(space::Wide, space::Medium, space::Wide, space::Medium);
    layout->setSpacing(space::Medium);
    layout->addWidget(m_hero);
    layout->addWidget(m_graph);
    layout->addWidget(m_lag);
    layout->addLayout(grid, 1);
    for (const auto signal : {&RunFeed::rangeChanged, &RunFeed::secondsAdded, &RunFeed::shownChanged})
        connect(&feed, signal, this, &FlowPage::renew);
    connect(m_graph, &FlowGraph::stageChosen, this, &FlowPage::stageChosen);
    connect(&look, &Look::changed, this, &FlowPage::dress);
    dress();
}

QWidget* FlowPage::makePartitions()
{
    auto* model = new PartitionLagModel(m_feed, this);
    m_partitions->setObjectName("partitionLag");
    m_partitions->setAccessibleName("Lag of each partition");
    m_partitions->setModel(model);
    m_partitions->setSelectionMode(QAbstractItemView::SingleSelection);
    m_partitions->setSelectionBehavior(QAbstractItemView::SelectRows);
    makePlainTable(*m_partitions);
    m_partitions->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_partitions->horizontalHeader()->setFixedHeight(RowHeight);
    int width = space::Large;
    for (int column = 0; column < PartitionLagModel::ColumnCount; ++column) {
        m_partitions->setColumnWidth(column, LagWidths[column]);
        width += LagWidths[column];
    }
    auto* whole = new QWidget;
    whole->setFixedWidth(width);
    auto* layout = new QVBoxLayout(whole);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_partitions, 1);
    layout->addWidget(m_noPartitions, 1, Qt::AlignTop);
    m_noPartitions->setWordWrap(true);
    return whole;
}

void FlowPage::renew()
{
    const auto range = m_feed.range();
    if (!range) return;
    const bool isKnown = m_partitions->model()->rowCount() > 0;
    m_partitions->setVisible(isKnown);
    m_noPartitions->setVisible(!isKnown);
    m_hero->setText(text(bottleneckOf(range->rows, m_graph->queueFill()).sentence).replace("->", QStringLiteral(u"\u2192")));
    m_lag->setText(lagSentence(m_feed.seconds(), m_feed.time().measured().to));
}

void FlowPage::dress()
{
    m_hero->setFont(m_look.type().sentence);
    m_noPartitions->setPalette(m_look.secondaryPalette());
    for (QLabel* title : m_titles) title->setFont(m_look.type().strong);
}

} // namespace tailrace::ui
