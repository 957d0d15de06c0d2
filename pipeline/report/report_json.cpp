// SPDX-License-Identifier: Apache-2.0
#include "pipeline/report/report_json.h"

#include <nlohmann/json.hpp>

#include "pipeline/report/measuring_rows.h"
#include "pipeline/report/number_format.h"
#include "pipeline/report/optional_json.h"
#include "pipeline/report/stage_rows.h"

namespace tailrace::report {
namespace {

using Json = nlohmann::ordered_json;

Json toJson(const Row& row)
{
    const auto within = row.withinBudget();
    Json out{{"name", row.key}, {"title", row.title}, {"population", row.population}, {"owner", row.owner}, {"count", row.values.count},
        {"meanMs", orNull(row.values.mean)}, {"p50Ms", orNull(row.values.p50)}, {"p90Ms", orNull(row.values.p90)},
        {"p99Ms", orNull(row.values.p99)}, {"p999Ms", orNull(row.values.p999)}, {"maxMs", orNull(row.values.max)},
        {"waitingShare", orNull(row.waitingShare)}, {"budgetP50Ms", orNull(row.budgetP50)}, {"budgetP99Ms", orNull(row.budgetP99)},
        {"withinBudget", within ? Json(*within) : Json(nullptr)}, {"state", stateWord(row.state)}};
    if (!row.stages.empty()) out["stages"] = row.stages;
    if (!row.note.empty()) out["note"] = row.note;
    return out;
}

Json toJson(const std::vector<Row>& rows)
{
    Json out = Json::array();
    for (const auto& row : rows) out.push_back(toJson(row));
    return out;
}

Json toJson(const telemetry::Ledger& l)
{
    return {{"received", l.received}, {"malformed", l.malformed}, {"accepted", l.accepted}, {"applied", l.applied},
        {"duplicate", l.duplicate}, {"late", l.late}, {"inFlight", l.inFlight}, {"lost", l.lost()}, {"refused", l.refused},
        {"balanced", l.balanced()}};
}

Json throughput(const RunRecord& record)
{
    return {{"eventsPerSecond", record.eventsPerSecond}, {"bytesPerEvent", record.bytesPerEvent},
        {"cpuSeconds",
            {{"generator", record.cpu.generator}, {"engine", record.cpu.engine}, {"broker", orNull(record.cpu.broker)},
                {"redis", orNull(record.cpu.redis)}}}};
}

Json thresholds(const std::vector<Threshold>& all)
{
    Json out = Json::array();
    for (const auto& t : all)
        out.push_back({{"expression", t.expression}, {"measured", t.measured}, {"value", t.measured ? Json(t.value) : Json(nullptr)},
            {"passed", t.passed}});
    return out;
}

Json incidents(const std::vector<Incident>& all)
{
    Json out = Json::array();
    for (const auto& i : all) out.push_back({{"atSeconds", i.atSeconds}, {"kind", i.kind}, {"text", i.text}});
    return out;
}

Json measuring(const RunRecord& record)
{
    Json series = Json::array();
    for (const auto& row : measuringRows(record)) {
        const Quantiles& v = row.values;
        series.push_back({{"name", row.key}, {"title", row.title}, {"population", row.population}, {"count", v.count},
            {"meanMs", orNull(v.mean)}, {"p50Ms", orNull(v.p50)}, {"p90Ms", orNull(v.p90)}, {"p99Ms", orNull(v.p99)},
            {"p999Ms", orNull(v.p999)}, {"maxMs", orNull(v.max)}});
    }
    const Measuring& m = record.measuring;
    return {{"series", std::move(series)}, {"clockNanoseconds", orNull(m.clockNanoseconds)}, {"stealShare", orNull(m.stealShare)},
        {"hiccupCore", m.hiccupCore ? Json(*m.hiccupCore) : Json(nullptr)}, {"modelled", m.modelled}};
}

Json past(const RunRecord& record)
{
    if (!record.past) return nullptr;
    return {{"events", record.past->events}, {"loadSeconds", record.past->seconds}, {"spanSeconds", record.past->span}};
}

} // namespace

std::string renderJson(const RunRecord& record)
{
    const Rows rows = rowsOf(record);
    const Json out{{"formatVersion", 1}, {"scenario", record.scenario}, {"seed", record.seed ? Json(*record.seed) : Json(nullptr)},
        {"durationSeconds", record.durationSeconds}, {"startedAt", record.startedAt}, {"machine", record.machine},
        {"configuration", record.configuration}, {"budget", {{"name", record.budget.name}, {"promiseMs", toMs(record.budget.promise)}}},
        {"stages", toJson(rows.stages)}, {"requests", toJson(rows.requests)}, {"groups", toJson(rows.groups)},
        {"freshness", toJson(rows.freshness)}, {"total", toJson(rows.total)}, {"ledger", toJson(record.ledger)}, {"past", past(record)},
        {"throughput", throughput(record)}, {"measuring", measuring(record)}, {"thresholds", thresholds(record.thresholds)},
        {"incidents", incidents(record.incidents)}, {"notes", record.notes}};
    // Event text may hold bytes that are no UTF-8; a report is written all the same.
    return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace tailrace::report
