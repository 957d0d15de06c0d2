// SPDX-License-Identifier: Apache-2.0
#include "app/headless/export_command.h"

#include <cstdio>

#include "app/headless/failed.h"
#include "app/run/run_environment.h"
#include "pipeline/report/export.h"
#include "pipeline/report/run_file.h"

namespace tailrace::headless {
int exportRunFile(const std::filesystem::path& given, const std::vector<std::string>& names, std::filesystem::path out)
{
    std::vector<report::Format> formats;
    for (const std::string& name : names) {
        const auto format = report::parseFormat(name);
        if (!format) return wrongUsage(format.error());
        formats.push_back(*format);
    }
    if (formats.empty()) formats.assign(report::AllFormats.begin(), report::AllFormats.end());
    const std::filesystem::path runFile = run::runFileOf(given);
    const auto record = report::readRunFile(runFile);
    if (!record) return wrongUsage(record.error());
    if (out.empty()) out = runFile.has_parent_path() ? runFile.parent_path() : ".";
    const auto files = report::exportRun(*record, out, formats);
    if (!files) return failed(files.error().context(), ExitFailed);
    for (const auto& file : *files) std::printf("%s\n", file.c_str());
    return ExitOk;
}

} // namespace tailrace::headless
