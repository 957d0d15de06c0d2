// SPDX-License-Identifier: Apache-2.0
#include "ui/traces/trace_selection.h"

#include "ui/chart/number_text.h"
#include "ui/run/shown_line.h"

namespace tailrace::ui {

TraceSelection::TraceSelection(const RunFeed& feed, TraceModel& traces, QObject* parent)
    : QSortFilterProxyModel(parent),
      m_feed(feed),
      m_traces(traces)
{
    setSourceModel(&traces);
    setSortRole(TraceModel::SortRole);
}

void TraceSelection::choose(std::optional<TraceFilter> filter)
{
    m_filter = filter;
    invalidateFilter();
}

// A chart has an event in the second in which it was over. Where nothing says when a run began, all times are in.
bool TraceSelection::isInTime(const telemetry::Trace& trace) const
{
    const auto origin = m_feed.origin();
    if (!origin) return true;
    const bool isOfRequests =
        telemetry::populationOf(stagesOfLine(m_feed.shown().budget, m_filter->line)) == telemetry::Population::Requests;
    const Stamp end = isOfRequests ? trace.stamps.rendered : trace.stamps.stored;
    return m_filter->time.contains(std::chrono::duration<double>(end - *origin).count());
}

bool TraceSelection::filterAcceptsRow(int row, const QModelIndex&) const
{
    if (!m_filter) return true;
    const telemetry::Trace& trace = m_traces.at(row);
    const auto took = partMs(trace, stagesOfLine(m_feed.shown().budget, m_filter->line));
    return took && *took >= m_filter->lowMs && *took < m_filter->highMs && isInTime(trace);
}

QString TraceSelection::words() const
{
    const QString to = QStringLiteral(u" \u2013 ");
    const QString when = m_feed.origin() ? clockText(m_filter->time.from) + to + clockText(m_filter->time.to)
                                         : QString("any time, for this older run file does not say when");
    return when + ", " + ms(m_filter->lowMs) + to + ms(m_filter->highMs) + ", " + lineTitle(m_feed.shown().budget, m_filter->line)
        + QStringLiteral(": %1 of %2 kept events (").arg(rowCount()).arg(m_traces.rowCount()) + count(static_cast<double>(m_filter->events))
        + " measured)";
}

QString TraceSelection::emptyWords() const
{
    if (m_filter->events == 0) return "No event was measured there.";
    return "No whole life was kept of the " + count(static_cast<double>(m_filter->events))
        + " events measured there: only the slowest and a fair sample are. Brush a wider box.";
}

} // namespace tailrace::ui
