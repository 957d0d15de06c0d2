// SPDX-License-Identifier: Apache-2.0
#include "pipeline/report/report_markdown.h"

#include <algorithm>

#include "pipeline/report/measuring_rows.h"
#include "pipeline/report/number_format.h"
#include "pipeline/report/slowest_traces.h"
#include "pipeline/report/stage_rows.h"
#include "pipeline/report/text_escape.h"
#include "pipeline/report/threshold.h"

namespace tailrace::report {
namespace {

constexpr std::size_t SlowestShown = 10;

std::string numberCell(std::optional<double> ms) { return ms ? threeDigits(*ms) : "\u2013"; }

std::string tableLine(const Row& row)
{
    std::string out = "| " + escapeMarkdown(row.title) + " | " + escapeMarkdown(row.owner) + " | " + grouped(row.values.count);
    const auto goal = [](std::optional<double> ms) { return ms ? plainNumber(*ms) : "\u2013"; };
    const auto& v = row.values;
    for (const auto& cell : {numberCell(v.p50), goal(row.budgetP50), numberCell(v.p90), numberCell(v.p99), goal(row.budgetP99),
             numberCell(v.p999), numberCell(v.max)})
        out += " | " + cell;
    out += " | " + std::string(stateShape(row.state)) + " " + std::string(stateWord(row.state));
    if (!row.note.empty()) out += " (" + escapeMarkdown(row.note) + ")";
    return out + " |\n";
}

std::string budgetTable(const Rows& rows)
{
    std::string out =
        "## Budget\n\nAll times in ms. Collection, sessionize, store and freshness count every event; the other lines the events that "
        "asked for a recommendation, the requests.\n\n"
        "| Stage | Owner | Samples | P50 | target | P90 | P99 | budget | P99.9 | Max | State |\n"
        "|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---|\n";
    for (const auto& row : rows.stages) out += tableLine(row);
    for (const auto& row : rows.requests) out += tableLine(row);
    for (const auto& row : rows.groups) out += tableLine(row);
    out += tableLine(rows.freshness) + tableLine(rows.total);
    if (const std::string words = sumSentence(rows); !words.empty()) out += "\n" + words + "\n";
    return out;
}

std::string ledgerText(const telemetry::Ledger& l)
{
    std::string out = "\n## Ledger\n\n" + grouped(l.received) + " received = " + grouped(l.malformed) + " malformed + "
        + grouped(l.accepted) + " accepted  \n" + grouped(l.accepted) + " accepted = " + grouped(l.applied) + " applied + "
        + grouped(l.duplicate) + " duplicate + " + grouped(l.late) + " late + " + grouped(l.inFlight) + " in flight";
    if (l.balanced()) return out + "\n\n\u25CF Every accepted event is accounted for.\n";
    return out + " + " + groupedSigned(l.lost()) + " lost\n\n\u25B2 The ledger does not balance.\n";
}

std::string thresholdTable(const std::vector<Threshold>& thresholds)
{
    if (thresholds.empty()) return {};
    std::string out = "\n## Thresholds\n\n| Threshold | Measured | Result |\n|---|---:|---|\n";
    for (const auto& t : thresholds)
        out += "| " + escapeMarkdown(t.expression) + " | " + escapeMarkdown(measuredText(t)) + " | "
            + (t.passed ? "\u25CF passed" : "\u25B2 failed") + " |\n";
    return out;
}

std::string incidentList(const std::vector<Incident>& incidents)
{
    if (incidents.empty()) return {};
    std::string out = "\n## Incidents\n\n";
    for (const auto& i : incidents)
        out += "- " + fixed(i.atSeconds, 1) + " s, " + escapeMarkdown(i.kind) + ": " + escapeMarkdown(i.text) + "\n";
    return out;
}

std::string traceTable(const RunRecord& record)
{
    const auto traces = slowestTraces(record, SlowestShown);
    if (traces.empty()) return {};
    std::string out = "\n## Slowest traces\n\n" + std::string(TracesSpreadRule)
        + "\n\n| Life in ms | Event | Shopper | Outcome | Event id |\n|---:|---|---|---|---|\n";
    for (const auto* t : traces)
        out += "| " + threeDigits(toMs(t->life())) + " | " + escapeMarkdown(t->eventType) + " | " + escapeMarkdown(t->shopper) + " | "
            + escapeMarkdown(t->outcome) + " | " + escapeMarkdown(t->eventId) + " |\n";
    return out;
}

std::string costText(const RunRecord& record)
{
    const auto seconds = [](std::optional<double> value) { return value ? fixed(*value, 1) + " s" : std::string("\u2013"); };
    return "\n## CPU time\n\nGenerator " + seconds(record.cpu.generator) + ", engine " + seconds(record.cpu.engine) + ", broker "
        + seconds(record.cpu.broker) + ", Redis " + seconds(record.cpu.redis) + ".\n";
}

std::string measuringText(const RunRecord& record)
{
    std::string out = "\n## How far the numbers can be trusted\n\n";
    const auto rows = measuringRows(record);
    if (!rows.empty()) out += "All times in ms.\n\n| | Samples | P50 | P90 | P99 | P99.9 | Max |\n|---|---:|---:|---:|---:|---:|---:|\n";
    for (const auto& row : rows) {
        const auto& v = row.values;
        out += "| " + escapeMarkdown(row.title) + " | " + grouped(v.count);
        for (const auto& number : {v.p50, v.p90, v.p99, v.p999, v.max}) out += " | " + numberCell(number);
        out += " |\n";
    }
    if (!rows.empty()) out += "\n";
    if (const std::string sentence = latenessSentence(record); !sentence.empty()) out += escapeMarkdown(sentence) + "\n\n";
    for (const auto& [name, words] : measuringFacts(record)) out += "- " + escapeMarkdown(name) + ": " + escapeMarkdown(words) + "\n";
    for (const auto& line : record.measuring.modelled) out += "- Modelled: " + escapeMarkdown(line) + "\n";
    return out;
}

} // namespace

std::string renderMarkdown(const RunRecord& record)
{
    const Rows rows = rowsOf(record);
    const Headline verdict = headlineOf(rows);
    std::string out = "# " + verdict.number + "\u00A0ms " + escapeMarkdown(verdict.promise) + "\n\n"
        + std::string(stateShape(verdict.state)) + " **" + std::string(stateWord(verdict.state)) + "** " + verdict.left + "\n\n"
        + escapeMarkdown(verdict.sentence) + "\n\n";
    out += "Scenario " + escapeMarkdown(record.scenario) + (record.seed ? ", seed " + std::to_string(*record.seed) : "") + ", "
        + fixed(record.durationSeconds, 0) + " s, started " + escapeMarkdown(record.startedAt) + ", judged by the budget "
        + escapeMarkdown(record.budget.name) + ", " + grouped(static_cast<std::uint64_t>(std::max(0.0, record.eventsPerSecond)))
        + " events/s of " + fixed(record.bytesPerEvent, 0) + " B.\n\n";
    out += budgetTable(rows) + thresholdTable(record.thresholds) + ledgerText(record.ledger) + incidentList(record.incidents)
        + traceTable(record) + costText(record) + measuringText(record);
    if (!record.notes.empty()) out += "\n## Notes\n\n";
    for (const auto& note : record.notes) out += "- " + escapeMarkdown(note) + "\n";
    return out;
}

} // namespace tailrace::report
