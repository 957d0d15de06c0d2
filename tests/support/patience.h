// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QtGlobal>
#include <algorithm>

namespace tailrace::test {

// How many times its usual time anything may take here: sanitizers are slow, and their presets say how slow. 1 for all other builds.
inline const int Slowness = std::max(1, qEnvironmentVariableIntValue("TAILRACE_TEST_TIMEOUT_FACTOR"));

// How long to wait, in ms, for what usually takes a fraction of `milliseconds`.
inline int patience(int milliseconds) { return milliseconds * Slowness; }

// Events per second, as an argument: what the usual build carries with ease, and a slow one as far below its own limit.
inline QString easyRate(int perSecond) { return QString::number(std::max(1, perSecond / Slowness)); }
// For so long that as many events come as usually in `seconds`.
inline QString easyDuration(int seconds) { return QString::number(seconds * Slowness) + "s"; }

} // namespace tailrace::test
