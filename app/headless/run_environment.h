// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "pipeline/report/export.h"
#include "pipeline/report/threshold.h"
#include "pipeline/runtime/pipeline_options.h"
#include "pipeline/telemetry/budget.h"

namespace tailrace::headless {

inline constexpr int ExitOk = 0;
inline constexpr int ExitFailed = 1; // a threshold failed, the ledger does not balance, or a server could not be started
inline constexpr int ExitUsage = 2;  // wrong usage, a bad scenario or budget file

// What `run` and `replay` have in common, as the user gave it.
struct RunArguments {
    std::filesystem::path out;
    std::vector<std::string> thresholds;
    std::string budget = "reference";
    std::string brokers;
    std::string redis;
    std::size_t workers = 0;
    bool keepAlive = false;
    bool quiet = false;
    bool telemetry = true;
};

// The same, understood: files read, expressions parsed.
struct RunEnvironment {
    RunArguments arguments;
    std::filesystem::path resources;
    telemetry::Budget budget;
    std::vector<report::ThresholdExpression> thresholds;
    runtime::PipelineOptions pipeline;
};

// An error is the user's to mend: exit code 2.
Result<RunEnvironment> prepareRun(const RunArguments& arguments);

} // namespace tailrace::headless
