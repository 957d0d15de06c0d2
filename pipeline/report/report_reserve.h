// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>

#include "pipeline/base/result.h"

namespace tailrace::report {

// Room for a report, held by the file `report.reserve` in the folder that the run file will stand in. It is taken while the disk has
// some, so that a run that fills the disk, or whose disk somebody else fills, can still say so. writeRunFile() gives it back first.
inline constexpr const char* ReserveName = "report.reserve";

// What run file and exports of a run of that length take at most; a run of many hours is not given more than half a GiB.
std::uint64_t reserveBytesFor(std::chrono::seconds length);

// Full: the disk has no such room. Nothing is left behind then.
Result<void> takeReserve(const std::filesystem::path& folder, std::uint64_t bytes);
void freeReserve(const std::filesystem::path& folder);

} // namespace tailrace::report
