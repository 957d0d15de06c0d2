// SPDX-License-Identifier: Apache-2.0
#include "ui/flow/flow_page.h"

#include <QGridLayout>

#include "ui/chart/line_chart.h"
#include "ui/chart/number_text.h"

namespace tailrace::ui {
namespace {

constexpr int TrendSeconds = 5;
constexpr std::uint64_t WorthATrend = 200; // events; less is what is always on its way

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
    if (!before || (last->lagEvents < WorthATrend && before->lagEvents < WorthATrend)) return words + "; steady.";
    const double perSecond =
        (static_cast<double>(last->lagEvents) - static_cast<double>(before->lagEvents)) / (last->second - before->second);
    if (std::abs(perSecond) < 0.02 * static_cast<double>(std::max(last->lagEvents, before->lagEvents))) return words + "; steady.";
    if (perSecond > 0) return words + "; grows by " + count(perSecond) + " events a second.";
    return words + "; shrinks, gone in about " + QString::number(std::max(1.0, static_cast<double>(last->lagEvents) / -perSecond), 'f', 0)
        + " s.";
}

FlowPage::FlowPage(RunFeed& feed, const Look& look)
    : Page("Flow",
        "The pipeline from left to right: what works, what waits, how full the queues are, and the one stage that holds the others up."),
      m_feed(feed),
      m_look(look),
      m_graph(new FlowGraph(feed, look)),
      m_hero(new QLabel),
      m_lag(new QLabel)
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
    for (const char* words : {"Offered and applied, events a second", "Lag, seconds since the oldest event that is not applied"})
        m_titles << new QLabel(words);
    grid->addWidget(m_titles[0], 0, 0);
    grid->addWidget(m_titles[1], 0, 1);
    grid->addWidget(rates, 1, 0);
    grid->addWidget(lag, 1, 1);
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

void FlowPage::renew()
{
    const auto range = m_feed.range();
    if (!range) return;
    m_hero->setText(text(bottleneckOf(range->rows, m_graph->queueFill()).sentence).replace("->", QStringLiteral(u"\u2192")));
    m_lag->setText(lagSentence(m_feed.seconds(), m_feed.time().measured().to));
}

void FlowPage::dress()
{
    m_hero->setFont(m_look.type().sentence);
    for (QLabel* title : m_titles) title->setFont(m_look.type().strong);
}

} // namespace tailrace::ui
