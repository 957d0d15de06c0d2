// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "pipeline/base/result.h"
#include "pipeline/report/run_record.h"

namespace tailrace::report {

enum class Comparison { Less, AtMost, Greater, AtLeast, Equal };

// A promise about a run that a program can check: "total.p99<1s", "process.p99<40ms", "lost==0", "throughput>20000".
struct ThresholdExpression {
    std::string text;     // as given
    std::string subject;  // a key of the run's series ("total", "group.process"), or a counter ("lost")
    std::string quantile; // "p99", "max", "mean"; empty for a counter
    Comparison comparison = Comparison::Less;
    double limit = 0; // ms for a series, else the counter's own unit
};

// A series is a stage, freshness, total, or the key of a line of the budget. An error says what is wrong and lists what may stand there.
Result<ThresholdExpression> parseThreshold(std::string_view text, const telemetry::Budget& budget = {});

// With too few samples for its quantile, a threshold is not measured, and what is not measured has not passed. Nor has any latency
// while accepted events are in flight: they would have been the slowest.
Threshold evaluate(const ThresholdExpression& expression, const RunRecord& record);

// What was measured, with its unit: "0.22 ms", "3 events", "20 013 events/s"; "too few samples" when nothing was.
std::string measuredText(const Threshold& threshold);

} // namespace tailrace::report
