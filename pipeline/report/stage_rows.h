// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/report/quantiles.h"
#include "pipeline/report/run_record.h"
#include "pipeline/telemetry/verdict.h"

namespace tailrace::report {

// How a row stands against its budget; empty without a budget, or where nothing can be measured.
using State = std::optional<telemetry::Verdict>;
std::string_view stateWord(State state);
// The shape that always stands with the word: dot, half dot, triangle, ring.
std::string_view stateShape(State state);

// One line of the budget table, the same in every export.
struct Row {
    std::string key;                 // a stage key, a group's key, "freshness" or "total"
    std::string series{};            // its key in RunRecord::series
    std::vector<std::string> stages; // keys of the stages that a group sums up, or of the stage that stands here again; else empty
    std::string title;
    std::string population; // "all events", "requests"; empty when nothing can be measured
    std::string owner;
    Quantiles values;
    std::optional<double> waitingShare;         // 0..1 of the mean
    std::optional<double> budgetP50, budgetP99; // ms
    std::string note;                           // why a value or a verdict is missing

    State state;

    std::optional<bool> withinBudget() const; // empty: not judged
    // The title as far as a sentence or a label has room for it: up to a colon, which introduces an explanation.
    std::string name() const;
};

struct Rows {
    std::vector<Row> stages; // always the five, in order: the first three of all events, as their budgets are; the others of requests
    // The first three again, of requests alone and not judged: only these and the last two are parts of the total.
    std::vector<Row> requests;
    std::vector<Row> groups; // budget lines that cover several stages
    Row freshness;
    Row total;
};

Rows rowsOf(const RunRecord& record);

// What the report says first.
struct Headline {
    State state;
    std::string number;   // "412"; a dash without enough samples
    std::string promise;  // "of 1 000 ms promised at P99 by M. Owner"
    std::string left;     // "588 ms left"
    std::string sentence; // which stage takes most, and what it waits for
};
Headline headlineOf(const Rows& rows);

// A stage over the requests: as it is part of the total.
const Row& rowOfRequests(const Rows& rows, std::size_t stage);
// The sum of their P99; empty when one of them is not measured. It is not the P99 of the sum.
std::optional<double> sumOfP99(const Rows& rows);
// Both, and why they differ; empty when one of them is missing.
std::string sumSentence(const Rows& rows);

} // namespace tailrace::report
