// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "pipeline/runtime/store_job.h"
#include "pipeline/telemetry/trace.h"

namespace tailrace::runtime {

inline telemetry::Trace traceOf(const EventRows& events, std::size_t index, std::string_view outcome)
{
    const EventRow& row = events.rows[index];
    telemetry::Trace trace;
    trace.stamps = events.stamps[index];
    trace.request = row.request && !outcome.empty();
    trace.eventId = events.id(row);
    trace.eventType = event::eventTypeName(row.type);
    trace.shopper = events.shopper(row);
    trace.outcome = outcome;
    trace.partition = row.partition.value;
    trace.sequence = row.sequence.value;
    return trace;
}

} // namespace tailrace::runtime
