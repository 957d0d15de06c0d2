// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pipeline/redis/redis_feature_store.h"
#include "pipeline/runtime/pipeline.h"

namespace tailrace::runtime {

// A worker and the writer behind it, with what only they share.
struct Pipeline::WorkerSet {
    WorkerSet(const redis::RedisAddress& address, redis::RedisFeatureStoreOptions options, const std::vector<telemetry::StageGroup>& groups)
        : store(address, options),
          latency(groups)
    {}

    StoreQueue toStore{8}; // jobs; a slow store holds the worker back, which shows as lag
    StoreQueue returned{1'000'000};
    StoreStatus status;
    redis::RedisFeatureStore store;
    telemetry::LatencyRecorder latency;
    telemetry::TraceReservoir traces{50, 2};
    std::unique_ptr<Worker> worker;
    std::unique_ptr<StoreWriter> writer;
};

} // namespace tailrace::runtime
