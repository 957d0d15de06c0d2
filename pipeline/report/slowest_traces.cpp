// SPDX-License-Identifier: Apache-2.0
#include "pipeline/report/slowest_traces.h"

#include <algorithm>
#include <map>

namespace tailrace::report {

namespace {

bool isShownFirst(const telemetry::Trace* a, const telemetry::Trace* b)
{
    return a->request != b->request ? a->request : a->life() > b->life();
}

} // namespace

std::vector<const telemetry::Trace*> slowestTraces(const RunRecord& record, std::size_t most)
{
    std::vector<const telemetry::Trace*> traces;
    for (const auto& trace : record.traces) traces.push_back(&trace);
    std::ranges::stable_sort(traces, isShownFirst);
    std::map<std::chrono::seconds, std::size_t> chosen;
    const auto isSpread = [&](const auto* trace) {
        return ++chosen[std::chrono::floor<std::chrono::seconds>(trace->stamps.due.time_since_epoch())] <= TracesOfOneSecond;
    };
    std::stable_partition(traces.begin(), traces.end(), isSpread);
    if (traces.size() > most) traces.resize(most);
    std::ranges::stable_sort(traces, isShownFirst);
    return traces;
}

} // namespace tailrace::report
