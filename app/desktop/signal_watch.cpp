// SPDX-License-Identifier: Apache-2.0
#include "app/desktop/signal_watch.h"

#include <sys/signalfd.h>
#include <unistd.h>

#include <QSocketNotifier>

#include "app/run/stop_signals.h"

namespace tailrace::desktop {

SignalWatch::SignalWatch()
{
    const sigset_t set = run::stopSignals();
    m_descriptor = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
    auto* notifier = new QSocketNotifier(m_descriptor, QSocketNotifier::Read, this);
    connect(notifier, &QSocketNotifier::activated, this, [this] {
        signalfd_siginfo info{};
        while (read(m_descriptor, &info, sizeof info) == sizeof info) Q_EMIT quitWished();
    });
}

SignalWatch::~SignalWatch() { close(m_descriptor); }

} // namespace tailrace::desktop
