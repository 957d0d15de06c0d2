// SPDX-License-Identifier: Apache-2.0
#include "pipeline/report/slowest_traces.h"

#include <algorithm>

namespace tailrace::report {

std::vector<const telemetry::Trace*> slowestTraces(const RunRecord& record, std::size_t most)
{
    std::vector<const telemetry::Trace*> traces;
    for (const auto& trace : record.traces) traces.push_back(&trace);
    std::ranges::stable_sort(traces,
        [](const auto* a, const auto* b) { return a->request != b->request ? a->request : a->life() > b->life(); });
    if (traces.size() > most) traces.resize(most);
    return traces;
}

} // namespace tailrace::report
