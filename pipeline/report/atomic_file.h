// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string_view>

#include "pipeline/base/result.h"

namespace tailrace::report {

// A file appears whole or not at all: written beside its place, synced, renamed over it, and the folder synced.
Result<void> writeWholeFile(const std::filesystem::path& file, std::string_view content);

// The name beside `file` under which it is written first; the same folder, so that a rename is one step.
std::filesystem::path temporaryBeside(const std::filesystem::path& file);
// Syncs `temporary` and puts it in the place of `file`; on failure the temporary is removed.
Result<void> putInPlace(const std::filesystem::path& temporary, const std::filesystem::path& file);

} // namespace tailrace::report
