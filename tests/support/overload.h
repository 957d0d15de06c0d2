// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>

#include "pipeline/degrade/shed_note.h"
#include "pipeline/report/run_record.h"

namespace tailrace::test {

// Makes a record one of a run under overload: between a third and two thirds of it the oldest event waits longer and longer, up to
// `most` seconds, and the shed order does what it does.
inline void overload(report::RunRecord& record, double most)
{
    degrade::ShedOrder order;
    const double length = static_cast<double>(record.seconds.size());
    for (report::SecondRecord& second : record.seconds) {
        const double at = (second.second - length / 3) / (length / 3);
        if (at > 0 && at < 1) second.lagSeconds = std::max(second.lagSeconds, most * std::sin(at * 3.14159));
        for (int tenth = 0; tenth < 10; ++tenth) {
            const double now = second.second + tenth / 10.0;
            const Stamp stamp = Stamp() + std::chrono::milliseconds(static_cast<std::int64_t>(now * 1000));
            for (const degrade::ShedChange& change : order.observe({.lagSeconds = second.lagSeconds}, stamp)) {
                auto [kind, text] = degrade::noteOf(change);
                record.incidents.push_back({now, std::move(kind), std::move(text)});
            }
        }
    }
    std::ranges::stable_sort(record.incidents, {}, &report::Incident::atSeconds);
}

} // namespace tailrace::test
