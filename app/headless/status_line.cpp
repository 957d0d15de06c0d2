// SPDX-License-Identifier: Apache-2.0
#include "app/headless/status_line.h"

#include <cstdio>

#include "pipeline/report/number_format.h"
#include "pipeline/report/stage_rows.h"
#include "pipeline/telemetry/series.h"
#include "pipeline/telemetry/verdict.h"

namespace tailrace::headless {
namespace {

std::string quantile(const telemetry::Series& series, const char* key, double q)
{
    const auto found = series.find(key);
    const auto value = found == series.end() ? std::nullopt : telemetry::shownQuantile(found->second, q);
    return value ? report::threeDigits(report::toMs(*value)) : "-";
}

std::string ledgerWords(const telemetry::Ledger& ledger)
{
    using report::grouped;
    if (ledger.balanced()) return "ledger balances";
    return report::groupedSigned(ledger.lost()) + " of " + grouped(ledger.accepted) + " accepted events unaccounted for";
}

// printf counts bytes; a dash or a narrow space has three.
std::string padded(const std::string& text, std::size_t width, bool right)
{
    std::size_t letters = 0;
    for (const char c : text) letters += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    const std::string space(letters < width ? width - letters : 0, ' ');
    return right ? space + text : text + space;
}

std::string tableLine(const report::Row& row)
{
    const auto number = [](std::optional<double> ms) { return padded(ms ? report::threeDigits(*ms) : "-", 9, true); };
    return padded(row.title, 27, false) + padded(row.owner, 16, false) + number(row.values.p50) + number(row.budgetP50)
        + number(row.values.p99) + number(row.budgetP99) + "  " + std::string(report::stateWord(row.state)) + "\n";
}

} // namespace

std::string statusLine(const telemetry::Snapshot& snapshot)
{
    const auto whole = static_cast<unsigned>(snapshot.secondsSinceStart < 0 ? 0 : snapshot.secondsSinceStart);
    char clock[16];
    std::snprintf(clock, sizeof clock, "%u:%02u", whole / 60, whole % 60);
    std::string line = std::string(clock) + "  " + report::grouped(static_cast<std::uint64_t>(snapshot.appliedPerSecond))
        + " ev/s  freshness P50 " + quantile(snapshot.lastSecond, telemetry::FreshnessKey, 0.5) + " P99 "
        + quantile(snapshot.lastSecond, telemetry::FreshnessKey, 0.99) + " ms  total P99 "
        + quantile(snapshot.cumulative, telemetry::TotalKey, 0.99) + " ms  lag " + report::grouped(snapshot.lagEvents) + " events "
        + report::fixed(snapshot.lagSeconds, 2) + " s  " + ledgerWords(snapshot.ledger);
    if (snapshot.redis.state != telemetry::ServerState::State::Up) line += "  " + snapshot.redis.sentence;
    return line;
}

std::string summary(const report::RunRecord& record)
{
    const report::Rows rows = report::rowsOf(record);
    const auto head = [](const char* text) { return padded(text, 9, true); };
    std::string out = padded("Stage, in ms", 27, false) + padded("Owner", 16, false) + head("P50") + head("target") + head("P99")
        + head("budget") + "  state\n";
    for (const report::Row& row : rows.stages) out += tableLine(row);
    out += tableLine(rows.freshness) + tableLine(rows.total);
    using report::grouped;
    const telemetry::Ledger& l = record.ledger;
    out += "\n" + grouped(l.received) + " received = " + grouped(l.malformed) + " malformed + " + grouped(l.accepted)
        + " accepted; accepted = " + grouped(l.applied) + " applied + " + grouped(l.duplicate) + " duplicate + " + grouped(l.late)
        + " late + " + grouped(l.inFlight) + " in flight; lost " + report::groupedSigned(l.lost()) + "\n";
    out += grouped(static_cast<std::uint64_t>(record.eventsPerSecond)) + " events/s of "
        + grouped(static_cast<std::uint64_t>(record.bytesPerEvent)) + " bytes; CPU seconds: generator "
        + report::fixed(record.cpu.generator, 2) + ", engine " + report::fixed(record.cpu.engine, 2) + ", broker "
        + report::fixed(record.cpu.broker, 2) + ", redis " + report::fixed(record.cpu.redis, 2) + "\n";
    for (const report::Threshold& threshold : record.thresholds) {
        out += std::string(threshold.passed ? "passed  " : "FAILED  ") + threshold.expression
            + (threshold.measured ? "  measured " + report::threeDigits(threshold.value) : "  too few samples") + "\n";
    }
    for (const std::string& note : record.notes) out += "Note: " + note + "\n";
    return out;
}

} // namespace tailrace::headless
