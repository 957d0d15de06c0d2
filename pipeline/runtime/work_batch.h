// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "pipeline/base/bounded_queue.h"
#include "pipeline/base/clock.h"
#include "pipeline/kafka/consumer.h"

namespace tailrace::runtime {

// Records on their way from the consumer to a worker. The flight bound of the feeder also bounds this queue, as a record
// counts as in flight until its worker takes it.
struct WorkBatch {
    std::vector<kafka::Record> records;
    Stamp fetched{};
    std::uint64_t generation = 0; // of the broker
};
using WorkQueue = BoundedQueue<WorkBatch>;

} // namespace tailrace::runtime
