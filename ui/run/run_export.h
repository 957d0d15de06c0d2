// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <filesystem>
#include <thread>
#include <vector>

#include "pipeline/report/export.h"
#include "ui/run/run_feed.h"

namespace tailrace::ui {

// Writes reports on a thread of its own, one export at a time; the thread ends with the object.
class RunExport : public QObject {
    Q_OBJECT
public:
    // Of a run that is over, as the budget judges it that judges what is shown: beside its run file, or, for another budget than its own,
    // in a folder there that names it. `format`: as report::parseFormat, "pdf", or empty for all. `family`: the font of the PDF. Does
    // nothing while one is being written.
    void write(const ShownRun& shown, const QString& format, const QString& family);
    bool isBusy() const { return m_busy; }

Q_SIGNALS:
    void done(const QString& words); // what was written where, or why not

private:
    bool m_busy = false;
    std::jthread m_thread;
};

} // namespace tailrace::ui
