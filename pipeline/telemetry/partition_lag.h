// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

namespace tailrace::telemetry {

// How far the worker of a partition is behind the journal.
struct PartitionLag {
    std::uint64_t events = 0; // durable, not yet decided
    double seconds = 0;       // since the oldest of them was durable; 0 without any

    bool operator==(const PartitionLag&) const = default;
};
using PartitionLags = std::vector<PartitionLag>; // by partition; empty: not known

} // namespace tailrace::telemetry
