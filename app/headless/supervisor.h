// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "pipeline/base/clock.h"

namespace tailrace::headless {

// Plays `first` in a child process, and each time that one is ended by a signal which is not a wish to stop, `again` in another, which is
// told when that was, unless `canGoOn` says that there is nothing to go on with, or child after child ends at once. SIGINT and SIGTERM are the child's to obey.
// Returns the exit code of the last child. From the main thread, before any other; run::blockStopSignals() was called.
int supervise(const std::function<int()>& first, const std::function<int(Stamp died)>& again, const std::function<bool()>& canGoOn);

} // namespace tailrace::headless
