// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>

#include "pipeline/base/result.h"
#include "pipeline/report/run_record.h"

namespace tailrace::report {

// The run file: one SQLite database per run, described in docs/run-file.md.
inline constexpr std::int64_t RunFileApplicationId = 0x546C7263; // "Tlrc"
inline constexpr std::int64_t RunFileVersion = 1;

// Written beside its place, synced and renamed: a run file is whole or not there. Gives the folder's reserve back (report_reserve.h).
Result<void> writeRunFile(const std::filesystem::path& file, const RunRecord& record);
// An error says what is wrong with which file, and what to do.
Result<RunRecord> readRunFile(const std::filesystem::path& file);

} // namespace tailrace::report
