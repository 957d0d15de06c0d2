// SPDX-License-Identifier: Apache-2.0
#include "pipeline/report/html_budget.h"

#include <algorithm>

#include "pipeline/report/budget_bar_svg.h"
#include "pipeline/report/number_format.h"

namespace tailrace::report {
namespace {

using telemetry::Verdict;

std::string stateClass(State state)
{
    if (state == Verdict::Within) return "within";
    if (state == Verdict::Tight) return "tight";
    return state == Verdict::Over ? "over" : "unjudged";
}

// One precision for a whole table, so that the digits stand under each other.
int decimalsFor(const Rows& rows)
{
    constexpr double OneDecimalFrom = 100;
    double most = rows.total.values.p99.value_or(0);
    for (const auto& row : rows.stages) most = std::max(most, row.values.p99.value_or(0));
    return most < OneDecimalFrom ? 2 : 1;
}

std::string measured(std::optional<double> ms, int decimals)
{
    if (!ms) return "\u2013";
    const double least = decimals == 2 ? 0.01 : 0.1;
    if (*ms > 0 && *ms < least / 2) return "<" + fixed(least, decimals);
    const std::string whole = grouped(static_cast<std::uint64_t>(std::max(0.0, *ms)));
    const std::string text = fixed(*ms, decimals);
    return *ms < 1000 ? text : whole + text.substr(text.find('.'));
}

void addTitle(HtmlDocument& page, const Row& row)
{
    const bool stage = std::ranges::find(telemetry::StageKeys, row.key) != telemetry::StageKeys.end();
    page.markup("<td class=\"title\">");
    // A group carries the hues of its stages; only they are known to be names of ours.
    for (const auto key : telemetry::StageKeys)
        if ((stage && row.key == key) || std::ranges::find(row.stages, key) != row.stages.end())
            page.markup("<span class=\"chip b-" + std::string(key) + "\"></span>");
    page.words(row.title);
    page.markup("</td>");
}

void addRow(HtmlDocument& page, const Row& row, int decimals, std::string_view rowClass)
{
    const auto number = [&](std::optional<double> value, std::string_view classes) {
        page.element("td", (classes == "over" ? "\u25B2\u202F" : "") + measured(value, decimals), "n " + std::string(classes));
    };
    const auto goal = [&](std::optional<double> value) { page.element("td", value ? plainNumber(*value) : "\u2013", "n goal"); };
    page.markup("<tr class=\"" + std::string(rowClass) + "\">");
    addTitle(page, row);
    page.element("td", row.owner, "owner");
    page.element("td", grouped(row.values.count), "n soft");
    const bool missed = row.values.p50 && row.budgetP50 && *row.values.p50 > *row.budgetP50;
    number(row.values.p50, missed ? "over" : "");
    goal(row.budgetP50);
    number(row.values.p90, "");
    number(row.values.p99, "hot");
    goal(row.budgetP99);
    number(row.values.p999, "");
    number(row.values.max, "");
    page.element("td", row.waitingShare ? fixed(*row.waitingShare * 100, 0) + " %" : "\u2013", "n");
    page.markup("<td class=\"use\">" + budgetUseSvg(row) + "</td><td class=\"verdict\">");
    addState(page, row.state);
    // Where there is a state, its word or the hero says as much.
    if (!row.note.empty() && !row.state) page.element("span", row.note, "note");
    page.markup("</td></tr>\n");
}

std::string whatIsMissing(const telemetry::Ledger& ledger)
{
    const std::uint64_t missing = ledger.neverArrived();
    if (missing == 0) return {};
    return " " + grouped(missing) + (missing == 1 ? " accepted event" : " accepted events")
        + " never arrived and would have been the slowest: the percentiles say too little.";
}

std::string failedThresholds(const std::vector<Threshold>& thresholds)
{
    const auto failed = std::ranges::count(thresholds, false, &Threshold::passed);
    return failed == 0 ? "" : " Thresholds failed: " + std::to_string(failed) + " of " + std::to_string(thresholds.size()) + ".";
}

} // namespace

void addState(HtmlDocument& page, State state, std::string_view more)
{
    page.markup("<span class=\"state " + stateClass(state) + "\"><span class=\"shape\">" + std::string(stateShape(state)) + "</span>");
    page.words(stateWord(state));
    if (!more.empty()) page.words(" \u00B7 " + std::string(more));
    page.markup("</span>");
}

void addHero(HtmlDocument& page, const RunRecord& record, const Rows& rows)
{
    const Headline headline = headlineOf(rows);
    page.markup("<div class=\"hero\"><h1>");
    page.words(headline.number);
    page.markup("<span class=\"unit\">\u00A0ms</span></h1><span class=\"promise\">");
    page.words(headline.promise);
    page.markup("</span><span class=\"verdict\">");
    addState(page, headline.state, headline.left);
    page.markup("</span></div>\n");
    page.element("p", headline.sentence + whatIsMissing(record.ledger) + failedThresholds(record.thresholds), "sentence");
    page.chart(budgetBarSvg(rows, toMs(record.budget.promise)));
}

void addBudgetTable(HtmlDocument& page, const Rows& rows)
{
    const int decimals = decimalsFor(rows);
    page.section("Budget",
        "All times in ms, measured from the moment the event was due. Collection, sessionize and store count every event; "
        "recommendation, experience and total count the events that asked for a recommendation: the requests. Of these the first three "
        "stages stand here a second time, for they are what the total is made of."
            + std::string(rows.groups.empty() ? "" : " Groups add up each event's own times in their stages, whose hues they carry."));
    page.markup(
        "<div class=\"panel\"><table><thead><tr><th>Stage</th><th>Owner</th><th class=\"n\">Samples</th><th class=\"n\">P50</th>"
        "<th class=\"n\">target</th><th class=\"n\">P90</th><th class=\"n\">P99</th><th class=\"n\">budget</th><th class=\"n\">P99.9</th>"
        "<th class=\"n\">Max</th><th class=\"n\">Waiting</th><th>Use of budget</th><th>State</th></tr></thead><tbody>\n");
    for (const auto& row : rows.stages) addRow(page, row, decimals, "stage");
    for (const auto& row : rows.requests) addRow(page, row, decimals, "requests");
    for (const auto& row : rows.groups) addRow(page, row, decimals, "group");
    addRow(page, rows.freshness, decimals, "end");
    addRow(page, rows.total, decimals, "end");
    page.markup("</tbody></table></div>\n");
    if (const std::string words = sumSentence(rows); !words.empty()) page.element("p", words, "soft");
}

} // namespace tailrace::report
