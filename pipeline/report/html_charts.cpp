// SPDX-License-Identifier: Apache-2.0
#include "pipeline/report/html_charts.h"

#include <algorithm>

#include "pipeline/report/heat_map_svg.h"
#include "pipeline/report/number_format.h"
#include "pipeline/report/slowest_traces.h"
#include "pipeline/report/spectrum_svg.h"
#include "pipeline/report/timeline_svg.h"
#include "pipeline/report/waterfall_svg.h"
#include "pipeline/telemetry/stage_group.h"

namespace tailrace::report {
namespace {

constexpr std::size_t TracesShown = 8;

void addHeatMap(HtmlDocument& page, const RunRecord& record, const Row& row)
{
    const auto budget = row.budgetP99 ? std::optional(HeatMapBudget{*row.budgetP99, row.owner}) : std::nullopt;
    const auto svg = heatMapSvg(record, row.series, budget);
    if (svg.empty()) return;
    page.markup("<div class=\"panel\">");
    page.element("h3", row.title);
    page.markup(svg + "</div>\n");
}

void addTrace(HtmlDocument& page, const telemetry::Trace& trace, double axisMs)
{
    page.markup("<div class=\"panel\"><div class=\"caption\"><h3>");
    page.words(trace.eventType.empty() ? "event" : trace.eventType);
    page.markup("</h3><span class=\"num\"><b>" + msText(toMs(trace.life())) + "</b></span></div>");
    std::string who = trace.shopper;
    if (!trace.outcome.empty()) who += " \u00B7 " + trace.outcome;
    who += " \u00B7 partition " + std::to_string(trace.partition) + ", record " + grouped(trace.sequence) + " \u00B7 " + trace.eventId;
    page.element("span", who, "note");
    page.markup(waterfallSvg(trace, axisMs) + "</div>\n");
}

void addIncidents(HtmlDocument& page, const std::vector<Incident>& incidents)
{
    if (incidents.empty()) return;
    page.markup(
        "<table><thead><tr><th class=\"n\">Flag</th><th class=\"n\">At</th><th>Incident</th><th>What happened</th></tr></thead><tbody>\n");
    for (std::size_t i = 0; i < incidents.size(); ++i) {
        page.markup("<tr>");
        page.element("td", std::to_string(i + 1), "n");
        page.element("td", fixed(incidents[i].atSeconds, 1) + " s", "n");
        page.element("td", incidents[i].kind, "title");
        page.element("td", incidents[i].text);
        page.markup("</tr>\n");
    }
    page.markup("</tbody></table>\n");
}

} // namespace

void addTimeline(HtmlDocument& page, const RunRecord& record)
{
    const auto svg = timelineSvg(record);
    if (svg.empty() && record.incidents.empty()) return;
    page.section("The run over time");
    page.chart(svg);
    addIncidents(page, record.incidents);
}

void addHeatMaps(HtmlDocument& page, const RunRecord& record, const Rows& rows)
{
    if (record.seconds.empty()) return;
    page.section("Latency over time");
    page.markup(
        "<p class=\"soft\">Every sample of the run; colour is the number of samples, on a logarithmic scale: few"
        "<span class=\"ramp\"><i class=\"h0\"></i><i class=\"h1\"></i><i class=\"h2\"></i><i class=\"h3\"></i><i class=\"h4\"></i>"
        "<i class=\"h5\"></i><i class=\"h6\"></i></span>many. The dashed line is the budget, with its owner.</p>\n<div class=\"grid\">");
    addHeatMap(page, record, rows.total);
    for (const auto& row : rows.stages) addHeatMap(page, record, row);
    for (const auto& row : rows.groups)
        if (telemetry::groupKeyOf(row.series)) addHeatMap(page, record, row); // any other has its picture already
    page.markup("</div>\n");
}

void addSpectrum(HtmlDocument& page, const RunRecord& record)
{
    const auto svg = spectrumSvg(record);
    if (svg.empty()) return;
    page.section("Percentile spectrum",
        "Each step to the right is one more nine. The dashed staircase is the total's budget: target to P50, budget to P99, then the promise. "
        "A line ends where fewer than ten samples lie beyond it.");
    page.chart(svg);
}

void addTraces(HtmlDocument& page, const RunRecord& record)
{
    const auto traces = slowestTraces(record, TracesShown);
    if (traces.empty()) return;
    double axisMs = 0.001;
    for (const auto* trace : traces) axisMs = std::max(axisMs, toMs(trace->life()));
    std::string caption =
        "From due (0) to rendered, on one time axis for all. Hatched is waiting, solid is working; numbers are ms per stage. ";
    caption += TracesSpreadRule;
    page.section("Slowest events", caption);
    page.markup(hatchDefinitions() + "<div class=\"grid\">");
    for (const auto* trace : traces) addTrace(page, *trace, axisMs);
    page.markup("</div>\n");
}

} // namespace tailrace::report
