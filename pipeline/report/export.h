// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <filesystem>
#include <string_view>
#include <vector>

#include "pipeline/base/result.h"
#include "pipeline/report/run_record.h"

namespace tailrace::report {

enum class Format { Html, Markdown, Csv, Json, Hgrm };
inline constexpr std::array<Format, 5> AllFormats{Format::Html, Format::Markdown, Format::Csv, Format::Json, Format::Hgrm};

// "html", "md", "csv", "json", "hgrm"; an error lists them.
Result<Format> parseFormat(std::string_view name);

// Writes report.html, .md, .csv, .json, and one NAME.hgrm per measured series, each whole or not at all, into `directory` (made
// when it is not there). Returns the files in the order of the formats.
Result<std::vector<std::filesystem::path>> exportRun(const RunRecord& record, const std::filesystem::path& directory,
    const std::vector<Format>& formats);

} // namespace tailrace::report
