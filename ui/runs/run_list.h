// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractTableModel>
#include <array>
#include <filesystem>
#include <optional>
#include <vector>

#include "pipeline/report/run_comparison.h"
#include "pipeline/telemetry/verdict.h"
#include "ui/run/second_point.h"

namespace tailrace::ui {

using report::RunFigures;

// What is known of a recorded run without opening it; from the report.json beside its run file.
struct RunEntry {
    std::filesystem::path file;
    QString scenario, startedAt, budget;
    QString traffic; // in words: what was played
    double durationSeconds = 0;
    double eventsPerSecond = 0;
    std::array<RunFigures, LineCount> lines;     // see LineKeys
    std::vector<report::ComparedGroup> groups{}; // of its budget
    std::vector<QString> groupTitles{};          // as long
    std::optional<double> totalBudgetMs;
    std::optional<telemetry::Verdict> verdict; // of the total, as its report says; nothing: not judged
    bool balanced = false;
};

// Every run of a folder, the newest first. Reads files: not for the GUI's thread. Folders without a report are left out.
std::vector<RunEntry> readRunEntries(const std::filesystem::path& folder);

// The list as a table.
class RunListModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Started, Scenario, Duration, Rate, P99, Budget, State, Ledger, ColumnCount };
    static constexpr int StateRole = Qt::UserRole; // as an int; -1: not judged

    explicit RunListModel(QObject* parent) : QAbstractTableModel(parent) {}

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    // Keeps the rows of runs that are still there.
    void renew(std::vector<RunEntry> entries);
    const std::vector<RunEntry>& entries() const { return m_entries; }
    const RunEntry& at(int row) const { return m_entries[static_cast<std::size_t>(row)]; }

private:
    std::vector<RunEntry> m_entries;
};

} // namespace tailrace::ui
