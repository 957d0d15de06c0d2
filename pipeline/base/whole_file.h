// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "pipeline/base/result.h"

namespace tailrace {

// A file that appears whole or not at all: written beside its place, synced, renamed over it, and the folder synced.
// Readers, and whoever comes after a crash, see the old or the new content.
Result<void> replaceFile(const std::filesystem::path& file, std::string_view content);

// NotFound when there is no such file.
Result<std::string> readWholeFile(const std::filesystem::path& file);

// For a writer that needs a path of its own, the two steps of replaceFile:
// the name beside `file` under which it is written first; the same folder, so that a rename is one step,
std::filesystem::path temporaryBeside(const std::filesystem::path& file);
// and what syncs `temporary` and puts it in the place of `file`; on failure the temporary is removed.
Result<void> putInPlace(const std::filesystem::path& temporary, const std::filesystem::path& file);

} // namespace tailrace
