// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <filesystem>
#include <memory>
#include <thread>
#include <vector>

#include "pipeline/report/export.h"

namespace tailrace::ui {

// Writes reports on a thread of its own, one export at a time; the thread ends with the object.
class RunExport : public QObject {
    Q_OBJECT
public:
    // Does nothing while one is being written. Reports say what that budget judges (see report::judgedBy).
    void write(std::shared_ptr<const report::RunRecord> record, telemetry::Budget budget, std::filesystem::path folder,
        std::vector<report::Format> formats);
    bool isBusy() const { return m_busy; }

Q_SIGNALS:
    void done(const QString& words); // what was written where, or why not

private:
    bool m_busy = false;
    std::jthread m_thread;
};

} // namespace tailrace::ui
