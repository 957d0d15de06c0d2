// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "pipeline/base/result.h"

namespace tailrace::enrich {

// Writes beside the file, makes that durable, then renames it into place: readers see the old or the new content.
Result<void> replaceFile(const std::filesystem::path& file, std::string_view content);

// NotFound when there is no such file.
Result<std::string> readWholeFile(const std::filesystem::path& file);

} // namespace tailrace::enrich
