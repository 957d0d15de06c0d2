// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/report/export.h"
#include "pipeline/report/threshold.h"
#include "pipeline/runtime/pipeline_options.h"
#include "pipeline/telemetry/budget.h"

namespace tailrace::run {

// In the run's folder.
inline constexpr const char* RunFileName = "run.tailrace";
// What a user may give for a run: its file, or the folder that holds it.
std::filesystem::path runFileOf(const std::filesystem::path& given);
inline constexpr const char* ReportName = "report.html";

// What `run` and `replay` have in common, as the user gave it.
struct RunArguments {
    std::filesystem::path out;
    std::vector<std::string> thresholds;
    std::string budget = "reference";
    std::string profile = "tailrace"; // of the features; or "published"
    std::filesystem::path dump{};     // raw stamps (docs/stamp-dump.md); empty: none
    std::string brokers;
    std::string redis;
    std::size_t workers = 0;
    std::int32_t partitions = 0;               // of the embedded broker; 0: as the scenario wants them, or as usual
    std::size_t cuts = 0;                      // docs/cuts.md
    std::optional<std::uint64_t> journalQuota; // bytes; none: the default
    bool keepAlive = false;
    bool quiet = false;
    bool telemetry = true;
    std::chrono::milliseconds coalesce{1000}; // PipelineOptions::coalesce
    bool checkpoints = true;                  // of the engine's state, of a run that can go on after a crash
};

// The same, understood: files read, expressions parsed.
struct RunEnvironment {
    RunArguments arguments;
    std::filesystem::path resources;
    telemetry::Budget budget;
    std::vector<report::ThresholdExpression> thresholds;
    runtime::PipelineOptions pipeline;
    std::string journalWords; // what its journal is expected to hold, and may hold
};

// Reads and checks; makes nothing. An error is the user's to mend.
Result<RunEnvironment> prepareRun(const RunArguments& arguments);
// By that budget instead of the named one, and with its groups measured. Thresholds stay.
void judgeBy(RunEnvironment& environment, telemetry::Budget budget);

} // namespace tailrace::run
