// SPDX-License-Identifier: Apache-2.0
#include <span>
#include <xxhash.h>

#include "pipeline/base/sqlite_file.h"
#include "pipeline/base/whole_file.h"
#include "pipeline/report/report_reserve.h"
#include "pipeline/report/run_file.h"
#include "pipeline/report/run_file_layout.h"

namespace tailrace::report {
namespace {

using telemetry::Ledger;

void writeTexts(SqliteFile& file, const char* insert, const std::map<std::string, std::string>& texts)
{
    auto row = file.prepare(insert);
    for (const auto& [key, value] : texts) row.bind(key).bind(value).execute();
}

void writeRun(SqliteFile& file, const RunRecord& record)
{
    std::map<std::string, std::string> run{{"scenario", record.scenario}, {"startedAt", record.startedAt}, {"budget", record.budget.name},
        {"promiseNs", std::to_string(record.budget.promise.count())}};
    if (record.origin) run["originNs"] = std::to_string(record.origin->time_since_epoch().count());
    if (record.seed) run["seed"] = std::to_string(*record.seed);
    for (const std::string& line : record.measuring.modelled) run["modelled"] += line + '\n';
    writeTexts(file, "INSERT INTO run VALUES(?,?)", run);
    writeTexts(file, "INSERT INTO machine VALUES(?,?)", record.machine);
    writeTexts(file, "INSERT INTO configuration VALUES(?,?)", record.configuration);

    auto measure = file.prepare("INSERT INTO measure VALUES(?,?)");
    std::map<std::string_view, double> measures{{"durationSeconds", record.durationSeconds}, {"eventsPerSecond", record.eventsPerSecond},
        {"bytesPerEvent", record.bytesPerEvent}, {"cpu.generator", record.cpu.generator}, {"cpu.engine", record.cpu.engine}};
    if (record.cpu.broker) measures["cpu.broker"] = *record.cpu.broker;
    if (record.cpu.redis) measures["cpu.redis"] = *record.cpu.redis;
    const Measuring& m = record.measuring;
    if (m.clockNanoseconds) measures["clockNanoseconds"] = *m.clockNanoseconds;
    if (m.stealShare) measures["stealShare"] = *m.stealShare;
    if (m.hiccupCore) measures["hiccupCore"] = *m.hiccupCore;
    if (record.past) {
        measures["past.events"] = static_cast<double>(record.past->events);
        measures["past.seconds"] = record.past->seconds;
        measures["past.span"] = record.past->span;
    }
    for (const auto& [key, value] : measures) measure.bind(key).bind(value).execute();

    auto note = file.prepare("INSERT INTO note VALUES(?,?)");
    for (std::size_t i = 0; i < record.notes.size(); ++i) note.bindCount(i).bind(record.notes[i]).execute();
}

void writeBudget(SqliteFile& file, const telemetry::Budget& budget)
{
    auto row = file.prepare("INSERT INTO budget_line VALUES(?,?,?,?,?,?)");
    auto stage = file.prepare("INSERT INTO budget_stage VALUES(?,?,?)");
    const auto write = [&](std::int64_t position, const telemetry::BudgetLine& line) {
        row.bind(position)
            .bind(line.key)
            .bind(line.title)
            .bind(line.owner)
            .bind(std::int64_t{line.p50.count()})
            .bind(std::int64_t{line.p99.count()})
            .execute();
        for (std::size_t i = 0; i < line.stages.size(); ++i) stage.bind(position).bindCount(i).bind(line.stages[i]).execute();
    };
    for (std::size_t i = 0; i < budget.lines.size(); ++i) write(static_cast<std::int64_t>(i), budget.lines[i]);
    write(WholeRun, budget.total);
}

void writeHistogram(SqliteStatement& row, std::uint64_t samples, std::span<const std::uint8_t> bytes)
{
    row.bindCount(samples).bind(bytes).bindCount(XXH3_64bits(bytes.data(), bytes.size())).execute();
}

void writeLedger(SqliteStatement& row, std::int64_t second, const Ledger& l)
{
    row.bind(second)
        .bindCount(l.received)
        .bindCount(l.malformed)
        .bindCount(l.accepted)
        .bindCount(l.applied)
        .bindCount(l.duplicate)
        .bindCount(l.late)
        .bindCount(l.inFlight)
        .bindCount(l.refused)
        .execute();
}

void writeSeconds(SqliteFile& file, const RunRecord& record)
{
    auto second = file.prepare("INSERT INTO second VALUES(?,?,?,?,?)");
    auto series = file.prepare("INSERT INTO second_series VALUES(?,?,?,?,?)");
    auto queue = file.prepare("INSERT INTO second_queue VALUES(?,?,?)");
    auto partition = file.prepare("INSERT INTO second_partition VALUES(?,?,?,?)");
    auto ledger = file.prepare("INSERT INTO ledger VALUES(?,?,?,?,?,?,?,?,?)");
    writeLedger(ledger, WholeRun, record.ledger);
    for (const auto& s : record.seconds) {
        const std::int64_t number = s.second;
        second.bind(number).bind(s.offeredPerSecond).bind(s.appliedPerSecond).bindCount(s.lagEvents).bind(s.lagSeconds).execute();
        for (const auto& [name, samples, histogram] : s.series.entries())
            writeHistogram(series.bind(number).bind(name), samples, histogram);
        for (const auto& [name, fill] : s.queueFill) queue.bind(number).bind(name).bind(fill).execute();
        for (std::size_t i = 0; i < s.partitionLag.size(); ++i)
            partition.bind(number).bindCount(i).bindCount(s.partitionLag[i].events).bind(s.partitionLag[i].seconds).execute();
        writeLedger(ledger, number, s.ledger);
    }
}

void writeSeries(SqliteFile& file, const Series& whole)
{
    auto row = file.prepare("INSERT INTO series VALUES(?,?,?,?)");
    for (const auto& [name, histogram] : whole) writeHistogram(row.bind(name), histogram.count(), histogram.encode());
}

void writeTraces(SqliteFile& file, const std::vector<telemetry::Trace>& traces)
{
    auto row = file.prepare("INSERT INTO trace VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    for (std::size_t i = 0; i < traces.size(); ++i) {
        const auto& t = traces[i];
        const auto& s = t.stamps;
        row.bindCount(i)
            .bind(t.eventId)
            .bind(t.eventType)
            .bind(t.shopper)
            .bind(t.outcome)
            .bind(std::int64_t{t.partition})
            .bindCount(t.sequence)
            .bind(std::int64_t{t.request})
            .bind(std::int64_t{t.slowest});
        for (const Stamp stamp : {s.due, s.collectStarted, s.durable, s.produceStarted, s.collected, s.sessionizeStarted, s.computed,
                 s.storeStarted, s.stored, s.recommendStarted, s.responded, s.renderStarted, s.rendered})
            row.bind(toNanos(stamp));
        row.execute();
    }
}

void writeIncidents(SqliteFile& file, const RunRecord& record)
{
    auto incident = file.prepare("INSERT INTO incident VALUES(?,?,?,?)");
    for (std::size_t i = 0; i < record.incidents.size(); ++i) {
        const auto& one = record.incidents[i];
        incident.bindCount(i).bind(one.atSeconds).bind(one.kind).bind(one.text).execute();
    }
    auto threshold = file.prepare("INSERT INTO threshold VALUES(?,?,?,?,?)");
    for (std::size_t i = 0; i < record.thresholds.size(); ++i) {
        const auto& one = record.thresholds[i];
        threshold.bindCount(i)
            .bind(one.expression)
            .bind(std::int64_t{one.measured})
            .bind(one.value)
            .bind(std::int64_t{one.passed})
            .execute();
    }
}

void writeAll(SqliteFile& file, const RunRecord& record)
{
    // Neither journal nor sync: the file is not in its place yet, and is synced as a whole before it gets there.
    file.run("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; BEGIN");
    file.run(("PRAGMA application_id=" + std::to_string(RunFileApplicationId)).c_str());
    file.run(("PRAGMA user_version=" + std::to_string(RunFileVersion)).c_str());
    file.run(RunFileLayout);
    writeRun(file, record);
    writeBudget(file, record.budget);
    writeSeries(file, record.series);
    writeSeconds(file, record);
    writeTraces(file, record.traces);
    writeIncidents(file, record);
    file.run("COMMIT");
    file.close();
}

} // namespace

Result<void> writeRunFile(const std::filesystem::path& path, const RunRecord& record)
{
    freeReserve(path.parent_path());
    const auto temporary = temporaryBeside(path);
    std::error_code ignored;
    std::filesystem::remove(temporary, ignored); // left by a process of the same id that was killed
    SqliteFile file(temporary, SqliteFile::Mode::Create);
    writeAll(file, record);
    const std::string advice = ". Check that the folder exists, may be written to and has room.";
    if (file.failure()) {
        std::filesystem::remove(temporary, ignored);
        return Error(ErrorCode::Io, "cannot write the run file " + path.string() + ": " + file.failure()->words + advice);
    }
    if (auto placed = putInPlace(temporary, path); !placed) return Error(placed.error().code(), placed.error().context() + advice);
    return {};
}

} // namespace tailrace::report
