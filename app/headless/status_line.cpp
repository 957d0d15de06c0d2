// SPDX-License-Identifier: Apache-2.0
#include "app/headless/status_line.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>
#include <vector>

#include "app/run/ledger_note.h"
#include "pipeline/report/measuring_rows.h"
#include "pipeline/report/number_format.h"
#include "pipeline/report/stage_rows.h"
#include "pipeline/report/text_columns.h"
#include "pipeline/report/threshold.h"
#include "pipeline/telemetry/stage_group.h"
#include "pipeline/telemetry/verdict.h"

namespace tailrace::headless {
namespace {

constexpr std::chrono::milliseconds WorthSaying{500};

constexpr double NotableDifference = 0.02; // malformed, late and repeated events alone stay below

std::string quantile(const telemetry::Series& series, const std::string& key, double q)
{
    const auto found = series.find(key);
    const auto value = found == series.end() ? std::nullopt : telemetry::shownQuantile(found->second, q);
    return value ? report::threeDigits(report::toMs(*value)) : "-";
}

// The lines that the budget gives a name of its own; those of a stage's would fill the screen.
std::string namedLinesSoFar(const telemetry::Series& cumulative, const telemetry::Budget& budget)
{
    std::string words;
    for (const telemetry::BudgetLine& line : budget.lines) {
        if (std::ranges::find(telemetry::StageKeys, line.key) != telemetry::StageKeys.end()) continue;
        words += line.key + " P99 so far " + quantile(cumulative, telemetry::seriesKeyOf(line), 0.99) + " ms  ";
    }
    return words;
}

std::string ledgerWords(const telemetry::Ledger& ledger)
{
    using report::grouped;
    if (ledger.balanced()) return "ledger balances";
    return report::groupedSigned(ledger.lost()) + " of " + grouped(ledger.accepted) + " accepted events unaccounted for";
}

std::string rates(const telemetry::Snapshot& snapshot)
{
    const double offered = snapshot.offeredPerSecond, applied = snapshot.appliedPerSecond;
    const std::string words = report::grouped(static_cast<std::uint64_t>(applied));
    if (std::abs(offered - applied) <= NotableDifference * std::max(offered, applied)) return words + " ev/s";
    return "offered " + report::grouped(static_cast<std::uint64_t>(offered)) + " applied " + words + " ev/s";
}

using Cells = std::vector<std::string>;

Cells cellsOf(const report::Row& row)
{
    const auto number = [](std::optional<double> ms) { return ms ? report::threeDigits(*ms) : "-"; };
    return {row.title, row.owner, number(row.values.p50), number(row.budgetP50), number(row.values.p99), number(row.budgetP99),
        std::string(report::stateWord(row.state))};
}

// A server that is not ours is not measured.
std::string secondsText(std::optional<double> seconds) { return seconds ? report::fixed(*seconds, 2) : "\u2013"; }

std::string budgetTable(const report::RunRecord& record)
{
    const report::Rows rows = report::rowsOf(record);
    std::vector<Cells> lines{{"Stage, in ms", "Owner", "P50", "target", "P99", "budget", "state"}};
    for (const report::Row& row : rows.stages) lines.push_back(cellsOf(row));
    for (const report::Row& row : rows.groups) lines.push_back(cellsOf(row));
    lines.push_back(cellsOf(rows.freshness));
    lines.push_back(cellsOf(rows.total));
    return report::textColumns(lines, 2);
}

} // namespace

std::string GeneratorWatch::news(const simulator::GeneratorStatus& status)
{
    const std::uint64_t late = status.lateEvents - std::exchange(m_late, status.lateEvents);
    if (status.heldBack) return "generator held back: too many refused events wait to be offered again";
    if (status.behind > WorthSaying) {
        return "refused: " + report::grouped(status.backlogEvents) + " events wait to be offered again, the oldest for "
            + report::fixed(std::chrono::duration<double>(status.behind).count(), 1) + " s";
    }
    if (late > 0) return "generator late: " + report::grouped(late) + " events more than 10 ms after they were due";
    return {};
}

std::string statusLine(const telemetry::Snapshot& snapshot, const telemetry::Budget& budget, std::string_view generatorNews)
{
    const auto whole = static_cast<unsigned>(snapshot.secondsSinceStart < 0 ? 0 : snapshot.secondsSinceStart);
    char clock[16];
    std::snprintf(clock, sizeof clock, "%u:%02u", whole / 60, whole % 60);
    std::string line = std::string(clock) + "  " + rates(snapshot) + "  freshness P50 "
        + quantile(snapshot.lastSecond, telemetry::FreshnessKey, 0.5) + " P99 "
        + quantile(snapshot.lastSecond, telemetry::FreshnessKey, 0.99) + " ms  total P99 so far "
        + quantile(snapshot.cumulative, telemetry::TotalKey, 0.99) + " ms  " + namedLinesSoFar(snapshot.cumulative, budget) + "lag "
        + report::grouped(snapshot.lagEvents) + " events " + report::fixed(snapshot.lagSeconds, 2) + " s  " + ledgerWords(snapshot.ledger);
    if (snapshot.kafka.state != telemetry::ServerState::State::Up) line += "  " + snapshot.kafka.sentence;
    if (snapshot.redis.state != telemetry::ServerState::State::Up) line += "  " + snapshot.redis.sentence;
    if (!generatorNews.empty()) line.append("  ").append(generatorNews);
    return line;
}

std::string summary(const report::RunRecord& record)
{
    std::string out = budgetTable(record);
    using report::grouped;
    const telemetry::Ledger& l = record.ledger;
    out += "\n" + grouped(l.received) + " received = " + grouped(l.malformed) + " malformed + " + grouped(l.accepted)
        + " accepted; accepted = " + grouped(l.applied) + " applied + " + grouped(l.duplicate) + " duplicate + " + grouped(l.late)
        + " late + " + grouped(l.inFlight) + " in flight; lost " + report::groupedSigned(l.lost()) + "\n";
    out += grouped(static_cast<std::uint64_t>(record.eventsPerSecond)) + " events/s of "
        + grouped(static_cast<std::uint64_t>(record.bytesPerEvent)) + " bytes; CPU seconds: generator "
        + report::fixed(record.cpu.generator, 2) + ", engine " + report::fixed(record.cpu.engine, 2) + ", broker "
        + secondsText(record.cpu.broker) + ", redis " + secondsText(record.cpu.redis) + "\n";
    for (const report::Row& row : report::measuringRows(record)) {
        if (row.key != report::HiccupKey && row.key != report::LatenessKey) continue;
        out += row.title + ": P99 " + report::msText(row.values.p99) + ", at most " + report::msText(row.values.max) + "\n";
    }
    for (const report::Threshold& threshold : record.thresholds) {
        out += std::string(threshold.passed ? "passed  " : "FAILED  ") + threshold.expression + (threshold.measured ? "  measured " : "  ")
            + report::measuredText(threshold) + "\n";
    }
    for (const report::Incident& incident : record.incidents)
        out += "At " + report::fixed(incident.atSeconds, 1) + " s: " + incident.text + "\n";
    for (const std::string& note : record.notes)
        if (!run::isLedgerMethod(note)) out += "Note: " + note + "\n";
    return out;
}

} // namespace tailrace::headless
