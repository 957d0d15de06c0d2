// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>

namespace tailrace::desktop {

// SIGINT and SIGTERM close the program as its own Quit does, so that a run under way leaves its report. In main, after
// run::blockStopSignals().
class SignalWatch : public QObject {
    Q_OBJECT
public:
    SignalWatch();
    ~SignalWatch() override;

Q_SIGNALS:
    void quitWished();

private:
    int m_descriptor;
};

} // namespace tailrace::desktop
