// SPDX-License-Identifier: Apache-2.0
#include <charconv>
#include <optional>
#include <span>
#include <sqlite3.h>
#include <sstream>
#include <xxhash.h>

#include "pipeline/base/sqlite_file.h"
#include "pipeline/report/run_file.h"
#include "pipeline/report/run_file_layout.h"

namespace tailrace::report {
namespace {

using telemetry::Ledger;

template <class Number>
Number numberIn(const std::map<std::string, std::string>& texts, const char* key)
{
    Number value{};
    const auto at = texts.find(key);
    if (at != texts.end()) std::from_chars(at->second.data(), at->second.data() + at->second.size(), value);
    return value;
}

std::map<std::string, std::string> readTexts(SqliteFile& file, const char* select)
{
    std::map<std::string, std::string> texts;
    for (auto row = file.prepare(select); row.next();) texts.emplace(row.text(0), row.text(1));
    return texts;
}

void readRun(SqliteFile& file, RunRecord& record)
{
    auto run = readTexts(file, "SELECT key, value FROM run");
    record.scenario = run["scenario"];
    record.startedAt = run["startedAt"];
    if (run.contains("seed")) record.seed = numberIn<std::uint64_t>(run, "seed");
    if (run.contains("originNs")) record.origin = Stamp(std::chrono::nanoseconds(numberIn<std::int64_t>(run, "originNs")));
    record.budget.name = run["budget"];
    record.budget.promise = std::chrono::nanoseconds(numberIn<std::int64_t>(run, "promiseNs"));
    record.machine = readTexts(file, "SELECT key, value FROM machine");
    record.configuration = readTexts(file, "SELECT key, value FROM configuration");

    std::map<std::string, double> measures;
    for (auto row = file.prepare("SELECT key, value FROM measure"); row.next();) measures[row.text(0)] = row.number(1);
    record.durationSeconds = measures["durationSeconds"];
    record.eventsPerSecond = measures["eventsPerSecond"];
    record.bytesPerEvent = measures["bytesPerEvent"];
    record.cpu.generator = measures["cpu.generator"];
    record.cpu.engine = measures["cpu.engine"];
    if (measures.contains("cpu.broker")) record.cpu.broker = measures["cpu.broker"];
    if (measures.contains("cpu.redis")) record.cpu.redis = measures["cpu.redis"];
    if (measures.contains("clockNanoseconds")) record.measuring.clockNanoseconds = measures["clockNanoseconds"];
    if (measures.contains("stealShare")) record.measuring.stealShare = measures["stealShare"];
    if (measures.contains("hiccupCore")) record.measuring.hiccupCore = static_cast<int>(measures["hiccupCore"]);
    if (measures.contains("past.events"))
        record.past = {static_cast<std::uint64_t>(measures["past.events"]), measures["past.seconds"], measures["past.span"]};
    std::istringstream modelled(run["modelled"]);
    for (std::string line; std::getline(modelled, line);) record.measuring.modelled.push_back(line);
    for (auto row = file.prepare("SELECT text FROM note ORDER BY position"); row.next();) record.notes.push_back(row.text(0));
}

void readBudget(SqliteFile& file, telemetry::Budget& budget)
{
    std::map<std::int64_t, std::vector<std::string>> stages;
    for (auto row = file.prepare("SELECT line, stage FROM budget_stage ORDER BY line, position"); row.next();)
        stages[row.integer(0)].push_back(row.text(1));
    for (auto row = file.prepare("SELECT position, key, title, owner, p50_ns, p99_ns FROM budget_line ORDER BY position"); row.next();) {
        telemetry::BudgetLine line{row.text(1), row.text(2), stages[row.integer(0)], row.text(3), std::chrono::nanoseconds(row.integer(4)),
            std::chrono::nanoseconds(row.integer(5))};
        if (row.integer(0) == WholeRun)
            budget.total = std::move(line);
        else
            budget.lines.push_back(std::move(line));
    }
}

constexpr const char* BadHistogram = "a histogram fails its checksum";

// The bytes of a histogram whose checksum stands in the column behind it; nothing when it does not fit.
std::optional<std::span<const std::uint8_t>> checkedBytes(const SqliteStatement& row, int column)
{
    const auto bytes = row.blob(column);
    if (XXH3_64bits(bytes.data(), bytes.size()) != row.count(column + 1)) return std::nullopt;
    return bytes;
}

Ledger readLedger(const SqliteStatement& row)
{
    return {.received = row.count(1),
        .malformed = row.count(2),
        .accepted = row.count(3),
        .applied = row.count(4),
        .duplicate = row.count(5),
        .late = row.count(6),
        .inFlight = row.count(7),
        .refused = row.count(8)};
}

void readSeries(SqliteFile& file, Series& series)
{
    for (auto row = file.prepare("SELECT name, histogram, checksum FROM series"); row.next();) {
        const auto bytes = checkedBytes(row, 1);
        if (!bytes || !telemetry::Histogram::decode(bytes->data(), bytes->size(), series[row.text(0)]))
            file.fail(SQLITE_CORRUPT, BadHistogram);
    }
}

// Older files of this version have no such table.
void readPartitions(SqliteFile& file, std::map<std::int64_t, SecondRecord>& seconds)
{
    if (!file.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'second_partition'").next()) return;
    for (auto row = file.prepare("SELECT second, partition, lag_events, lag_seconds FROM second_partition ORDER BY second, partition");
         row.next();) {
        const auto at = seconds.find(row.integer(0));
        // By partition, without holes: anything else is not what was written.
        if (at == seconds.end() || row.count(1) != at->second.partitionLag.size()) continue;
        at->second.partitionLag.push_back({.events = row.count(2), .seconds = row.number(3)});
    }
}

void readSeconds(SqliteFile& file, RunRecord& record)
{
    std::map<std::int64_t, SecondRecord> seconds;
    for (auto row = file.prepare("SELECT second, offered, applied, lag_events, lag_seconds FROM second"); row.next();) {
        auto& second = seconds[row.integer(0)];
        second.second = static_cast<int>(row.integer(0));
        second.offeredPerSecond = row.number(1);
        second.appliedPerSecond = row.number(2);
        second.lagEvents = row.count(3);
        second.lagSeconds = row.number(4);
    }
    const auto secondOf = [&](std::int64_t number) { return seconds.find(number); };
    for (auto row = file.prepare("SELECT second, name, histogram, checksum FROM second_series ORDER BY second, name"); row.next();) {
        const auto at = secondOf(row.integer(0));
        if (at == seconds.end()) continue;
        const auto bytes = checkedBytes(row, 2);
        if (!bytes || !at->second.series.add(row.text(1), *bytes)) file.fail(SQLITE_CORRUPT, BadHistogram);
    }
    for (auto row = file.prepare("SELECT second, name, fill FROM second_queue"); row.next();)
        if (const auto at = secondOf(row.integer(0)); at != seconds.end()) at->second.queueFill[row.text(1)] = row.number(2);
    for (auto row = file.prepare("SELECT second, received, malformed, accepted, applied, duplicate, late, in_flight, refused FROM ledger");
         row.next();) {
        if (row.integer(0) == WholeRun)
            record.ledger = readLedger(row);
        else if (const auto at = secondOf(row.integer(0)); at != seconds.end())
            at->second.ledger = readLedger(row);
    }
    readPartitions(file, seconds);
    for (auto& entry : seconds) record.seconds.push_back(std::move(entry.second));
}

void readTraces(SqliteFile& file, std::vector<telemetry::Trace>& traces)
{
    auto row =
        file.prepare("SELECT event_id, event_type, shopper, outcome, partition, sequence, request, slowest, due, collect_started, durable, "
                     "produce_started, collected, sessionize_started, computed, store_started, stored, recommend_started, responded, "
                     "render_started, rendered FROM trace ORDER BY position");
    while (row.next()) {
        telemetry::Trace t{.stamps = {},
            .request = row.integer(6) != 0,
            .slowest = row.integer(7) != 0,
            .eventId = row.text(0),
            .eventType = row.text(1),
            .shopper = row.text(2),
            .outcome = row.text(3),
            .partition = static_cast<std::int32_t>(row.integer(4)),
            .sequence = row.count(5)};
        auto& s = t.stamps;
        int column = 8;
        for (Stamp* stamp : {&s.due, &s.collectStarted, &s.durable, &s.produceStarted, &s.collected, &s.sessionizeStarted, &s.computed,
                 &s.storeStarted, &s.stored, &s.recommendStarted, &s.responded, &s.renderStarted, &s.rendered})
            *stamp = fromNanos(row.integer(column++));
        traces.push_back(std::move(t));
    }
}

void readIncidents(SqliteFile& file, RunRecord& record)
{
    for (auto row = file.prepare("SELECT at_seconds, kind, text FROM incident ORDER BY position"); row.next();)
        record.incidents.push_back({row.number(0), row.text(1), row.text(2)});
    for (auto row = file.prepare("SELECT expression, measured, value, passed FROM threshold ORDER BY position"); row.next();)
        record.thresholds.push_back({row.text(0), row.integer(1) != 0, row.number(2), row.integer(3) != 0});
}

Error refusal(const std::filesystem::path& path, const SqliteFile::Failure& failure)
{
    const std::string name = path.string();
    if (failure.code == SQLITE_NOTADB)
        return {
            ErrorCode::InvalidInput, name + " is not a Tailrace run file. Give the run.tailrace that a run leaves in its --out folder."};
    if (failure.code == SQLITE_CORRUPT)
        return {ErrorCode::Corrupt,
            name + " is damaged or cut short (" + failure.words + "). Copy it again from where it was written, or run the scenario again."};
    return {ErrorCode::Corrupt, name + " cannot be read as a run file: " + failure.words + ". Copy it again from where it was written."};
}

Result<void> checkKind(SqliteFile& file, const std::filesystem::path& path)
{
    const auto application = file.pragma("application_id");
    const auto version = file.pragma("user_version");
    if (file.failure()) return refusal(path, *file.failure());
    if (application != RunFileApplicationId) return refusal(path, {SQLITE_NOTADB, {}});
    if (version > RunFileVersion)
        return Error(ErrorCode::Unsupported,
            path.string() + " has run file version " + std::to_string(version) + "; this program reads up to "
                + std::to_string(RunFileVersion) + ". Use the newer Tailrace that wrote it.");
    if (version < 1) return refusal(path, {SQLITE_CORRUPT, "it has no format version"});
    // SQLite itself would fill up a last page that was cut short.
    std::error_code status;
    const auto size = std::filesystem::file_size(path, status);
    if (status || size != static_cast<std::uintmax_t>(file.pragma("page_count") * file.pragma("page_size")))
        file.fail(SQLITE_CORRUPT, "its length is wrong");
    auto check = file.prepare("PRAGMA quick_check(1)");
    if (check.next() && check.text(0) != "ok") file.fail(SQLITE_CORRUPT, check.text(0));
    if (file.failure()) return refusal(path, *file.failure());
    return {};
}

} // namespace

Result<RunRecord> readRunFile(const std::filesystem::path& path)
{
    std::error_code status;
    if (!std::filesystem::is_regular_file(path, status))
        return Error(ErrorCode::NotFound, path.string() + " is not a file. Give the run.tailrace that a run leaves in its --out folder.");
    SqliteFile file(path, SqliteFile::Mode::Read);
    if (auto kind = checkKind(file, path); !kind) return kind.error();

    RunRecord record;
    readRun(file, record);
    readBudget(file, record.budget);
    readSeries(file, record.series);
    readSeconds(file, record);
    readTraces(file, record.traces);
    readIncidents(file, record);
    if (file.failure()) return refusal(path, *file.failure());
    return record;
}

} // namespace tailrace::report
