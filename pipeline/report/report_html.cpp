// SPDX-License-Identifier: Apache-2.0
#include "pipeline/report/report_html.h"

#include "pipeline/report/html_budget.h"
#include "pipeline/report/html_charts.h"
#include "pipeline/report/html_facts.h"
#include "pipeline/report/number_format.h"

namespace tailrace::report {
namespace {

void addRun(HtmlDocument& page, const RunRecord& record)
{
    const auto fact = [&](std::string_view name, std::string_view value) {
        page.markup("<span>");
        page.words(name);
        page.markup(" <b>");
        page.words(value);
        page.markup("</b></span>");
    };
    page.markup("<header class=\"run\">");
    fact("Tailrace", record.scenario);
    fact("started", record.startedAt);
    fact("for", fixed(record.durationSeconds, 0) + " s");
    if (record.seed) fact("seed", std::to_string(*record.seed));
    fact("budget", record.budget.name);
    fact("events", grouped(record.ledger.accepted));
    page.markup("</header>\n");
}

} // namespace

std::string renderHtml(const RunRecord& record)
{
    HtmlDocument page("Tailrace: " + record.scenario + ", " + record.startedAt);
    const Rows rows = rowsOf(record);
    addRun(page, record);
    addHero(page, record, rows);
    addBudgetTable(page, rows);
    addThresholds(page, record);
    addTimeline(page, record);
    addHeatMaps(page, record, rows);
    addSpectrum(page, record);
    addTraces(page, record);
    addLedger(page, record.ledger);
    addCost(page, record);
    addMeasuring(page, record);
    addMethod(page, record);
    page.markup(
        "<footer>Written by Tailrace. The same numbers stand in report.json and, with every histogram, in run.tailrace.</footer>\n");
    return std::move(page).take();
}

} // namespace tailrace::report
