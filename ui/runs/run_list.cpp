// SPDX-License-Identifier: Apache-2.0
#include "ui/runs/run_list.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <nlohmann/json.hpp>

#include "ui/chart/number_text.h"
#include "ui/time/time_view.h"

namespace tailrace::ui {
namespace {

namespace fs = std::filesystem;
using telemetry::Verdict;

constexpr std::array<const char*, RunListModel::ColumnCount> RunListHeads{
    "started, UTC", "scenario", "length", "ev/s", "total P99 ms", "budget", "budget holds", "ledger"};

std::optional<double> number(const nlohmann::json& object, const char* key)
{
    const auto at = object.find(key);
    return at != object.end() && at->is_number() ? std::optional(at->get<double>()) : std::nullopt;
}

std::array<RunFigures, LineCount> figuresOf(const nlohmann::json& report)
{
    std::array<RunFigures, LineCount> figures;
    const auto read = [](const nlohmann::json& row) { return RunFigures{number(row, "p50Ms"), number(row, "p99Ms")}; };
    for (const auto& row : report.value("stages", nlohmann::json::array())) {
        const auto line = std::ranges::find(LineKeys, row.value("name", std::string()));
        if (line != LineKeys.end()) figures[static_cast<std::size_t>(line - LineKeys.begin())] = read(row);
    }
    if (report.contains("freshness")) figures[FreshnessLine] = read(report["freshness"]);
    figures[TotalLine] = read(report["total"]);
    return figures;
}

void readGroups(const nlohmann::json& report, RunEntry& entry)
{
    for (const auto& row : report.value("groups", nlohmann::json::array())) {
        if (!row.is_object() || !row.contains("stages") || !row["stages"].is_array()) continue;
        telemetry::BudgetLine line{
            .key = row.value("name", std::string()), .title = row.value("title", std::string()), .stages = {}, .owner = {}};
        for (const auto& stage : row["stages"])
            if (stage.is_string()) line.stages.push_back(stage);
        // The first three stages, or all, are a line of their own already.
        if (telemetry::seriesKeyOf(line) != telemetry::groupSeriesKey(line.key)) continue;
        entry.groups.push_back({{line.key, telemetry::stagesOf(line)}, {number(row, "p50Ms"), number(row, "p99Ms")}});
        entry.groupTitles.push_back(text(line.title.substr(0, line.title.find(':'))));
    }
}

// Nothing: the report says "not judged".
std::optional<Verdict> verdictNamed(std::string_view word)
{
    for (const Verdict verdict :
        {Verdict::Idle, Verdict::TooFewSamples, Verdict::WithinOfArrived, Verdict::Within, Verdict::Tight, Verdict::Over}) {
        if (telemetry::verdictWord(verdict) == word) return verdict;
    }
    return std::nullopt;
}

std::optional<RunEntry> readEntry(const fs::path& folder)
{
    std::error_code failed;
    const fs::path file = folder / "run.tailrace";
    if (!fs::is_regular_file(file, failed)) return std::nullopt;
    std::ifstream stream(folder / "report.json");
    const auto report = nlohmann::json::parse(stream, nullptr, false);
    if (report.is_discarded() || !report.is_object() || !report.contains("total") || !report.contains("ledger")) return std::nullopt;
    RunEntry entry{.file = file,
        .scenario = text(report.value("scenario", std::string())),
        .startedAt = text(report.value("startedAt", std::string())).replace('T', ' ').remove('Z'),
        .budget = report.contains("budget") ? text(report["budget"].value("name", std::string())) : QString(),
        .traffic = {},
        .durationSeconds = report.value("durationSeconds", 0.0),
        .eventsPerSecond = report.contains("throughput") ? report["throughput"].value("eventsPerSecond", 0.0) : 0.0,
        .lines = figuresOf(report),
        .totalBudgetMs = number(report["total"], "budgetP99Ms"),
        .verdict = verdictNamed(report["total"].value("state", std::string())),
        .balanced = report["ledger"].value("balanced", false)};
    readGroups(report, entry);
    if (report.contains("configuration")) entry.traffic = text(report["configuration"].value("traffic", std::string()));
    return entry;
}

} // namespace

std::vector<RunEntry> readRunEntries(const fs::path& folder)
{
    std::vector<RunEntry> entries;
    std::error_code failed;
    for (fs::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
        if (auto entry = readEntry(at->path())) entries.push_back(std::move(*entry));
    }
    std::ranges::stable_sort(entries, [](const RunEntry& a, const RunEntry& b) { return a.startedAt > b.startedAt; });
    return entries;
}

int RunListModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(m_entries.size()); }

int RunListModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(ColumnCount); }

QVariant RunListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount) return {};
    if (role == Qt::DisplayRole) return QString(RunListHeads[static_cast<std::size_t>(section)]);
    const bool isNumber = section >= Duration && section <= Budget;
    if (role == Qt::TextAlignmentRole) return QVariant(Qt::AlignVCenter | (isNumber ? Qt::AlignRight : Qt::AlignLeft));
    return {};
}

QVariant RunListModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const RunEntry& entry = at(index.row());
    const bool isNumber = index.column() >= Duration && index.column() <= Budget;
    if (role == Qt::TextAlignmentRole) return QVariant(Qt::AlignVCenter | (isNumber ? Qt::AlignRight : Qt::AlignLeft));
    if (role == Qt::ToolTipRole) return text(entry.file.string());
    if (role == StateRole) return entry.verdict ? static_cast<int>(*entry.verdict) : -1;
    if (role != Qt::DisplayRole) return {};
    switch (index.column()) {
    case Started: return entry.startedAt;
    case Scenario: return entry.scenario;
    case Duration: return clockText(entry.durationSeconds);
    case Rate: return count(entry.eventsPerSecond);
    case P99: return digits(entry.lines[TotalLine].p99Ms);
    case Budget: return plain(entry.totalBudgetMs);
    case State: return entry.verdict ? text(telemetry::verdictWord(*entry.verdict)) : QString("not judged");
    case Ledger: return QString(entry.balanced ? "balances" : "does not balance");
    default: return {};
    }
}

void RunListModel::renew(std::vector<RunEntry> entries)
{
    const auto isThere = [](const std::vector<RunEntry>& all, const fs::path& file) {
        return std::ranges::find(all, file, &RunEntry::file) != all.end();
    };
    for (int row = rowCount() - 1; row >= 0; --row) {
        if (isThere(entries, at(row).file)) continue;
        beginRemoveRows({}, row, row);
        m_entries.erase(m_entries.begin() + row);
        endRemoveRows();
    }
    int row = 0;
    for (RunEntry& entry : entries) {
        if (!isThere(m_entries, entry.file)) {
            beginInsertRows({}, row, row);
            m_entries.insert(m_entries.begin() + row, std::move(entry));
            endInsertRows();
        }
        ++row;
    }
}

} // namespace tailrace::ui
