// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "ui/time/time_view.h"

namespace tailrace::ui {

// The events for which a line took so long, and which ended in that span: what was brushed in a chart.
struct TraceFilter {
    std::size_t line = 0; // see LineKeys
    TimeSpan time;
    double lowMs = 0, highMs = 0; // the lower one belongs to it, the higher does not
    std::uint64_t events = 0;     // measured there, of which traces are only a sample
};

} // namespace tailrace::ui
