// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <csignal>

namespace tailrace::run {

// SIGINT and SIGTERM: what a program that plays runs takes as the wish to stop, drain and write its report.
sigset_t stopSignals();

// Blocks them in this thread and in those that it starts, for sigtimedwait() or a signalfd. In main, before any thread. SIGPIPE is
// ignored: a server that goes away is an error of a write, not the end of the program.
void blockStopSignals();

} // namespace tailrace::run
