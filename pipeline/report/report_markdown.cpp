// SPDX-License-Identifier: Apache-2.0
#include "pipeline/report/report_markdown.h"

#include <algorithm>

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
    std::string out = "## Budget\n\nAll times in ms.\n\n"
                      "| Stage | Owner | Samples | P50 | target | P90 | P99 | budget | P99.9 | Max | State |\n"
                      "|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---|\n";
    for (const auto& row : rows.stages) out += tableLine(row);
    for (const auto& row : rows.groups) out += tableLine(row);
    out += tableLine(rows.freshness) + tableLine(rows.total);
    if (const auto sum = sumOfP99(rows))
        out += "\nThe stages' P99 add up to " + msText(sum)
            + "; that is not the P99 of the sum, because one event is rarely slow in every stage.\n";
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
    std::string out = "\n## Slowest traces\n\n| Life in ms | Event | Shopper | Outcome | Event id |\n|---:|---|---|---|---|\n";
    for (const auto* t : traces)
        out += "| " + threeDigits(toMs(t->life())) + " | " + escapeMarkdown(t->eventType) + " | " + escapeMarkdown(t->shopper) + " | "
            + escapeMarkdown(t->outcome) + " | " + escapeMarkdown(t->eventId) + " |\n";
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
        + fixed(record.durationSeconds, 0) + " s, started " + escapeMarkdown(record.startedAt) + ", "
        + grouped(static_cast<std::uint64_t>(std::max(0.0, record.eventsPerSecond))) + " events/s of " + fixed(record.bytesPerEvent, 0)
        + " B.\n\n";
    out += budgetTable(rows) + thresholdTable(record.thresholds) + ledgerText(record.ledger) + incidentList(record.incidents)
        + traceTable(record);
    if (!record.notes.empty()) out += "\n## Notes\n\n";
    for (const auto& note : record.notes) out += "- " + escapeMarkdown(note) + "\n";
    return out;
}

} // namespace tailrace::report
