// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "pipeline/runtime/store_job.h"
#include "pipeline/telemetry/stamp_dump.h"

namespace tailrace::runtime {

// What the dump gets of a batch; a row and a stamp belong together by their place.
inline std::vector<telemetry::StampRecord> stampRecords(telemetry::DumpPart part, std::span<const EventRow> rows,
    std::span<const telemetry::EventStamps> stamps)
{
    std::vector<telemetry::StampRecord> records;
    records.reserve(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) records.emplace_back(part, rows[i].partition.value, rows[i].sequence.value, stamps[i]);
    return records;
}

} // namespace tailrace::runtime
