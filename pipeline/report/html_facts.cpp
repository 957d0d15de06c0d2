// SPDX-License-Identifier: Apache-2.0
#include "pipeline/report/html_facts.h"

#include <algorithm>

#include "pipeline/report/measuring_rows.h"
#include "pipeline/report/number_format.h"
#include "pipeline/report/threshold.h"

namespace tailrace::report {
namespace {

void addPairs(HtmlDocument& page, const std::map<std::string, std::string>& pairs)
{
    page.markup("<dl>");
    for (const auto& [key, value] : pairs) {
        page.element("dt", key);
        page.element("dd", value);
    }
    page.markup("</dl>\n");
}

void addSum(HtmlDocument& page, std::string_view left, const std::vector<std::string>& terms)
{
    page.markup("<p class=\"equation\"><span class=\"term\">");
    page.words(left);
    page.markup("</span>");
    for (std::size_t i = 0; i < terms.size(); ++i) {
        page.markup(i == 0 ? " = " : " + ");
        page.element("span", terms[i], "term");
    }
    page.markup("</p>\n");
}

void addJudgement(HtmlDocument& page, bool good, std::string_view words)
{
    page.markup(good ? "<span class=\"state within\"><span class=\"shape\">\u25CF</span>"
                     : "<span class=\"state over\"><span class=\"shape\">\u25B2</span>");
    page.words(words);
    page.markup("</span>");
}

void addCpuRow(HtmlDocument& page, const RunRecord& record, std::string_view role, std::optional<double> seconds)
{
    const double events = static_cast<double>(record.ledger.accepted);
    page.markup("<tr>");
    page.element("td", role);
    page.element("td", seconds ? fixed(*seconds, 1) : "\u2013", "n");
    page.element("td", seconds && record.durationSeconds > 0 ? fixed(*seconds / record.durationSeconds, 2) : "\u2013", "n");
    page.element("td", seconds && events > 0 ? fixed(*seconds / events * 1e6, 1) : "\u2013", "n");
    page.markup("</tr>\n");
}

std::string imbalance(const telemetry::Ledger& ledger)
{
    const auto lost = ledger.lost();
    if (lost > 0)
        return grouped(static_cast<std::uint64_t>(lost)) + " accepted events are accounted for nowhere. Do not trust the numbers above.";
    if (lost < 0) return grouped(static_cast<std::uint64_t>(-lost)) + " events are counted twice. Do not trust the numbers above.";
    return "Received is not malformed plus accepted. Do not trust the numbers above.";
}

} // namespace

void addThresholds(HtmlDocument& page, const RunRecord& record)
{
    if (record.thresholds.empty()) return;
    page.section("Thresholds");
    page.markup(
        "<div class=\"panel\"><table class=\"facts\"><thead><tr><th>Threshold</th><th class=\"n\">Measured</th><th>Result</th></tr></thead><tbody>\n");
    for (const auto& threshold : record.thresholds) {
        page.markup("<tr>");
        page.element("td", threshold.expression);
        page.element("td", threshold.measured ? measuredText(threshold) : "\u2013", "n");
        page.markup("<td>");
        addJudgement(page, threshold.passed,
            threshold.passed         ? "passed"
                : threshold.measured ? "failed"
                                     : "failed: too few samples to measure it");
        page.markup("</td></tr>\n");
    }
    page.markup("</tbody></table></div>\n");
}

void addLedger(HtmlDocument& page, const telemetry::Ledger& l)
{
    page.section("Where every event is");
    page.markup("<div class=\"panel\">");
    addSum(page, grouped(l.received) + " received", {grouped(l.malformed) + " malformed", grouped(l.accepted) + " accepted"});
    std::vector<std::string> terms{grouped(l.applied) + " applied", grouped(l.duplicate) + " duplicate", grouped(l.late) + " late",
        grouped(l.inFlight) + " in flight"};
    if (l.lost() != 0) terms.push_back(groupedSigned(l.lost()) + (l.lost() > 0 ? " lost" : " counted twice"));
    addSum(page, grouped(l.accepted) + " accepted", terms);
    addJudgement(page, l.balanced(), l.balanced() ? "Every accepted event is accounted for." : imbalance(l));
    if (l.refused > 0)
        page.element("span", grouped(l.refused) + " calls were refused for want of room; their clients tried again with the same event id.",
            "note");
    page.markup("</div>\n");
}

void addCost(HtmlDocument& page, const RunRecord& record)
{
    page.section("Throughput and cost",
        grouped(static_cast<std::uint64_t>(std::max(0.0, record.eventsPerSecond))) + " events/s of " + fixed(record.bytesPerEvent, 0)
            + " B on average.");
    page.markup("<div class=\"panel columns\"><table><thead><tr><th>Role</th><th class=\"n\">CPU, s</th><th class=\"n\">Cores busy</th>"
                "<th class=\"n\">\u00B5s per event</th></tr></thead><tbody>\n");
    addCpuRow(page, record, "Generator", record.cpu.generator);
    addCpuRow(page, record, "Engine", record.cpu.engine);
    addCpuRow(page, record, "Broker", record.cpu.broker);
    addCpuRow(page, record, "Redis", record.cpu.redis);
    page.markup("</tbody></table><div>");
    page.element("h3", "Machine");
    addPairs(page, record.machine);
    page.markup("</div></div>\n");
}

void addMeasuring(HtmlDocument& page, const RunRecord& record)
{
    page.section("How far the numbers can be trusted", latenessSentence(record));
    page.markup("<div class=\"panel columns\"><table><thead><tr><th>In ms</th><th class=\"n\">Samples</th><th class=\"n\">P50</th>"
                "<th class=\"n\">P90</th><th class=\"n\">P99</th><th class=\"n\">P99.9</th><th class=\"n\">Max</th></tr></thead><tbody>\n");
    for (const auto& row : measuringRows(record)) {
        const Quantiles& v = row.values;
        page.markup("<tr>");
        page.element("td", row.title);
        page.element("td", grouped(v.count), "n");
        for (const auto& number : {v.p50, v.p90, v.p99, v.p999, v.max}) page.element("td", number ? threeDigits(*number) : "\u2013", "n");
        page.markup("</tr>\n");
    }
    page.markup("</tbody></table><div><dl>");
    for (const auto& [name, words] : measuringFacts(record)) {
        page.element("dt", name);
        page.element("dd", words);
    }
    for (const auto& line : record.measuring.modelled) {
        page.element("dt", "Modelled");
        page.element("dd", line);
    }
    page.markup("</dl></div></div>\n");
}

void addMethod(HtmlDocument& page, const RunRecord& record)
{
    page.section("How it was measured");
    page.markup(
        "<ul><li>The load is open-loop: events are due by plan, whether or not the system keeps up, and every latency counts from the moment "
        "the event was due. A slow system cannot slow down its own measurement.</li>"
        "<li>The five stages tile an event's life: for each event, waiting and working of all stages add up exactly to its end-to-end time. "
        "All stamps come from one monotonic clock.</li>"
        "<li>Percentiles come from histograms with three significant digits, merged over threads and seconds; percentiles are never "
        "averaged. A percentile with fewer than ten samples beyond it is not shown: P99 needs 1\u202F000 samples, P99.9 needs 10\u202F000.</li>"
        "<li>Heat maps and percentiles count every event. Only the slowest events above are a sample, kept because they were slow.</li>"
        "<li>A stage is within while its P99 is at most its budget, and tight from 80\u00A0% of it on. The P50 is a target: missing it is shown, "
        "but is not a failure. Where accepted events never arrived, a stage is at best within of what arrived: the missing ones would have been "
        "the slowest.</li>");
    for (const auto& note : record.notes) page.element("li", note);
    page.markup("</ul>\n");
    if (record.configuration.empty()) return;
    page.markup("<details><summary>Configuration</summary>");
    addPairs(page, record.configuration);
    page.markup("</details>\n");
}

} // namespace tailrace::report
