// SPDX-License-Identifier: Apache-2.0
#include "pipeline/report/judged_by.h"

#include "pipeline/telemetry/stage_group.h"

namespace tailrace::report {

RunRecord judgedBy(RunRecord record, const telemetry::Budget& budget)
{
    if (record.budget == budget) return record;
    if (telemetry::groupsOf(record.budget) != telemetry::groupsOf(budget)) {
        telemetry::regroup(record.series, record.budget, budget);
        for (SecondRecord& second : record.seconds) {
            Series series = second.series.unpack();
            telemetry::regroup(series, record.budget, budget);
            second.series = telemetry::PackedSeries(series);
        }
    }
    const std::string own = record.budget.name;
    record.configuration["budget"] = budget.name + ", given afterwards; the run's own: " + own;
    record.notes.insert(record.notes.begin(),
        "Judged by the budget \"" + budget.name + "\", which was given after the run; the run was made against \"" + own
            + "\". The thresholds were judged when the run ended.");
    record.budget = budget;
    return record;
}

} // namespace tailrace::report
