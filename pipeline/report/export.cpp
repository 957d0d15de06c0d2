// SPDX-License-Identifier: Apache-2.0
#include "pipeline/report/export.h"

#include <string>

#include "pipeline/base/whole_file.h"
#include "pipeline/report/measuring_rows.h"
#include "pipeline/report/report_csv.h"
#include "pipeline/report/report_hgrm.h"
#include "pipeline/report/report_html.h"
#include "pipeline/report/report_json.h"
#include "pipeline/report/report_markdown.h"
#include "pipeline/telemetry/stage_group.h"

namespace tailrace::report {
namespace {

struct File {
    std::string name;
    std::string content;
};

std::vector<File> hgrmFiles(const RunRecord& record)
{
    std::vector<std::string> names(telemetry::StageKeys.begin(), telemetry::StageKeys.end());
    for (std::size_t stage = 0; stage < telemetry::StagesOfAll; ++stage)
        names.push_back(telemetry::seriesKey(static_cast<telemetry::Stage>(stage), telemetry::Population::Requests));
    names.insert(names.end(), {"freshness", "total"});
    for (const auto& group : telemetry::groupsOf(record.budget)) names.push_back(telemetry::groupSeriesKey(group.key));
    for (const auto& row : measuringRows(record)) names.push_back(row.key);
    std::vector<File> files;
    for (const auto& name : names)
        if (const auto at = record.series.find(name); at != record.series.end() && at->second.count() > 0)
            files.push_back({name + ".hgrm", renderHgrm(at->second)});
    return files;
}

std::vector<File> filesOf(const RunRecord& record, Format format)
{
    switch (format) {
    case Format::Html: return {{"report.html", renderHtml(record)}};
    case Format::Markdown: return {{"report.md", renderMarkdown(record)}};
    case Format::Csv: return {{"report.csv", renderCsv(record)}};
    case Format::Json: return {{"report.json", renderJson(record)}};
    case Format::Hgrm: return hgrmFiles(record);
    }
    return {};
}

} // namespace

Result<Format> parseFormat(std::string_view name)
{
    constexpr std::array<std::string_view, AllFormats.size()> Names{"html", "md", "csv", "json", "hgrm"};
    for (std::size_t i = 0; i < Names.size(); ++i)
        if (Names[i] == name) return AllFormats[i];
    return Error(ErrorCode::InvalidInput, "there is no format '" + std::string(name) + "'; choose html, md, csv, json or hgrm");
}

Result<std::vector<std::filesystem::path>> exportRun(const RunRecord& record, const std::filesystem::path& directory,
    const std::vector<Format>& formats)
{
    std::error_code code;
    std::filesystem::create_directories(directory, code);
    if (code)
        return Error(ErrorCode::Io,
            "cannot make the folder " + directory.string() + ": " + code.message() + ". Choose another one with --out.");
    std::vector<std::filesystem::path> written;
    for (const Format format : formats) {
        for (const auto& file : filesOf(record, format)) {
            const auto path = directory / file.name;
            if (auto result = replaceFile(path, file.content); !result)
                return Error(result.error().code(), result.error().context() + ". Choose another folder with --out, or make room.");
            written.push_back(path);
        }
    }
    return written;
}

} // namespace tailrace::report
