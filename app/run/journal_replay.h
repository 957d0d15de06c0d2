// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>

#include "app/run/run_plan.h"

namespace tailrace::run {

// The run file that `given` is, or that stands in the folder `given`; nothing: it is neither.
std::optional<std::filesystem::path> runFileAt(const std::filesystem::path& given);

// Plays the traffic of an earlier run, from the journal beside its run file, on the pipeline that `run` asks for. Errors are the user's to mend.
Result<RunPlan> planJournalReplay(const RunArguments& run, const std::filesystem::path& runFile, const std::string& pace);

} // namespace tailrace::run
