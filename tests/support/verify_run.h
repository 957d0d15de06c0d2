// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QProcess>
#include <QString>

namespace tailrace::test {

// What tailrace-verify says of a run's folder. `code`: -1: it crashed, or did not end in time.
struct Verified {
    int code = -1;
    QString said;

    bool isEqual() const { return code == 0 && said.endsWith("EQUAL\n"); }
};

inline Verified verifyRun(const QString& folder, int milliseconds)
{
    QProcess process;
    process.start(TAILRACE_BINARY_DIR "/bin/tailrace-verify", {folder});
    if (!process.waitForFinished(milliseconds)) return {};
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
        QString::fromUtf8(process.readAllStandardOutput() + process.readAllStandardError())};
}

} // namespace tailrace::test
