// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pipeline/base/bounded_queue.h"
#include "pipeline/runtime/store_job.h"

namespace tailrace::runtime {

// Events that ask for a recommendation, once the click that they react to is in the store (or the store is known to be away).
struct RequestBatch {
    EventRows events;
    bool storeUsable = true;
};
using RequestQueue = BoundedQueue<RequestBatch>;

} // namespace tailrace::runtime
