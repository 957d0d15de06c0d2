// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QUndoStack>
#include <thread>

#include "pipeline/telemetry/budget_text.h"
#include "ui/run/run_feed.h"

namespace tailrace::ui {

// The budget that judges what is shown, while it is chosen and edited: the run's own until somebody chooses or edits another. Every
// change can be undone and judges at once, unless the budget's file could not say it; then the last one that it could goes on. Files are
// read and written on a thread of its own, one at a time; it ends with the object. Lives on the GUI thread.
class BudgetDocument : public QObject {
    Q_OBJECT
public:
    explicit BudgetDocument(RunFeed& feed);

    const telemetry::Budget& budget() const { return m_budget; }
    // Why it cannot judge; nothing: it does.
    const std::optional<telemetry::BudgetFault>& fault() const { return m_fault; }
    bool isEdited() const { return !m_undo.isClean(); }
    bool isRunsOwn() const { return m_isOwn && !isEdited(); }
    QString title() const; // "local, edited"
    QUndoStack& undo() { return m_undo; }
    // Where it is saved without asking; empty: nowhere yet, for what comes with the program is never overwritten.
    const std::filesystem::path& file() const { return m_file; }

    // `words` say what changes, for the one who undoes it.
    void change(const QString& words, telemetry::Budget budget);
    // These forget what has been edited and not saved.
    void takeRunsOwn();
    void openShipped(const QString& name);
    void open(const std::filesystem::path& file);
    void save(const std::filesystem::path& file);

    const std::vector<std::string>& shipped() const { return m_shipped; }
    // Opened or saved since the program started.
    const std::vector<std::filesystem::path>& files() const { return m_files; }

Q_SIGNALS:
    void changed();
    void saveEnded(bool saved);
    void said(const QString& words); // what came of a file

private:
    class Edit;

    void begin(telemetry::Budget budget, std::filesystem::path file);
    void take(const telemetry::Budget& budget);
    void judge();
    void read(const std::filesystem::path& file, const std::filesystem::path& keepAs);
    void rememberFile(const std::filesystem::path& file);
    void followRun();

    RunFeed& m_feed;
    telemetry::Budget m_budget;
    std::optional<telemetry::BudgetFault> m_fault;
    bool m_isOwn = true; // it began as the run's own
    std::filesystem::path m_file;
    std::vector<std::string> m_shipped;
    std::vector<std::filesystem::path> m_files;
    QUndoStack m_undo;
    std::jthread m_thread; // last: joined before anything else goes
};

} // namespace tailrace::ui
