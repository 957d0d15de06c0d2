// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "pipeline/runtime/incident_actions.h"
#include "pipeline/runtime/paused_process.h"
#include "pipeline/runtime/servers.h"
#include "pipeline/runtime/stock_publisher.h"
#include "pipeline/runtime/work_batch.h"

namespace tailrace::runtime {

// Does incidents to the servers and the workers of this run. Servers that the user named are left alone: others may use them.
// Belongs to the main thread, as the servers do.
class RunIncidents final : public IncidentActions {
public:
    struct Parts {
        Servers& servers;
        std::vector<std::unique_ptr<WorkQueue>>& queues; // one for each worker
        StockPublisher* stock = nullptr;                 // nothing: the traffic has no stock
    };

    explicit RunIncidents(Parts parts) : m_parts(parts) {}

    Result<void> begin(const simulator::ScheduledIncident& incident) override;
    void end(const simulator::ScheduledIncident& incident) override;
    void tick() override;

private:
    Result<void> slowRedis(std::chrono::nanoseconds delay);
    Result<void> holdWorker(std::uint32_t worker);

    Parts m_parts;
    std::unique_ptr<StoppedProcess> m_stoppedRedis;
    std::unique_ptr<StoppedProcess> m_stoppedBroker;
    std::unique_ptr<SlowProcess> m_slowRedis;
    std::chrono::nanoseconds m_redisDelay{}; // 0: Redis is not slow
    std::uint64_t m_slowGeneration = 0;      // of the Redis that is
};

} // namespace tailrace::runtime
