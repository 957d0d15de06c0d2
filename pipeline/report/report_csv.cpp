// SPDX-License-Identifier: Apache-2.0
#include "pipeline/report/report_csv.h"

#include "pipeline/report/measuring_rows.h"
#include "pipeline/report/number_format.h"
#include "pipeline/report/stage_rows.h"
#include "pipeline/report/text_escape.h"

namespace tailrace::report {
namespace {

std::string cell(std::optional<double> number) { return number ? shortest(*number) : std::string(); }

std::string lineOf(const RunRecord& record, const Row& row)
{
    std::string out =
        csvCell(record.scenario) + "," + (record.seed ? std::to_string(*record.seed) : std::string()) + "," + csvCell(record.startedAt);
    for (const auto& text : {row.key, row.title, row.owner, row.population}) out += "," + csvCell(text);
    out += "," + std::to_string(row.values.count);
    const auto& v = row.values;
    for (const auto& number : {v.mean, v.p50, v.p90, v.p99, v.p999, v.max, row.waitingShare, row.budgetP50, row.budgetP99})
        out += "," + cell(number);
    const auto within = row.withinBudget();
    out += "," + std::string(within ? *within ? "true" : "false" : "");
    return out + "," + csvCell(row.note) + "\r\n";
}

} // namespace

std::string renderCsv(const RunRecord& record)
{
    std::string out = "scenario,seed,startedAt,name,title,owner,population,count,meanMs,p50Ms,p90Ms,p99Ms,p999Ms,maxMs,waitingShare,"
                      "budgetP50Ms,budgetP99Ms,withinBudget,note\r\n";
    const Rows rows = rowsOf(record);
    for (const auto& row : rows.stages) out += lineOf(record, row);
    for (const auto& row : rows.requests) out += lineOf(record, row);
    for (const auto& row : rows.groups) out += lineOf(record, row);
    out += lineOf(record, rows.freshness) + lineOf(record, rows.total);
    for (const auto& row : measuringRows(record)) out += lineOf(record, row);
    return out;
}

} // namespace tailrace::report
