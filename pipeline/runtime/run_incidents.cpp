// SPDX-License-Identifier: Apache-2.0
#include "pipeline/runtime/run_incidents.h"

#include <csignal>
#include <string>
#include <utility>

namespace tailrace::runtime {
namespace {

using simulator::IncidentKind;
using simulator::ScheduledIncident;

Error notOurs(const char* server, const std::string& option)
{
    return Error(ErrorCode::Unsupported,
        std::string(server) + " is not Tailrace's own and is left alone; leave out " + option + " to play this incident");
}

Result<void> kill(pid_t pid)
{
    const auto process = ProcessHandle::open(pid);
    if (!process) return process.error();
    process->send(SIGKILL);
    return {};
}

Result<void> stop(std::unique_ptr<StoppedProcess>& stopped, pid_t pid)
{
    auto process = ProcessHandle::open(pid);
    if (!process) return process.error();
    stopped = std::make_unique<StoppedProcess>(*std::move(process));
    return {};
}

} // namespace

Result<void> RunIncidents::begin(const ScheduledIncident& incident)
{
    Servers& servers = m_parts.servers;
    switch (incident.kind) {
    case IncidentKind::RedisSlow:
    case IncidentKind::RedisBlackHole:
    case IncidentKind::RedisKilled:
        if (!servers.embeddedRedis()) return notOurs("Redis", "--redis");
        if (incident.kind == IncidentKind::RedisSlow) return slowRedis(incident.delay);
        if (incident.kind == IncidentKind::RedisKilled) return kill(servers.redisPid());
        servers.expectRedisSilence(true);
        return stop(m_stoppedRedis, servers.redisPid());
    case IncidentKind::BrokerStalled:
    case IncidentKind::BrokerKilled:
        if (!servers.embeddedBroker()) return notOurs("Kafka", "--brokers");
        if (incident.kind == IncidentKind::BrokerKilled) return kill(servers.brokerPid());
        servers.expectBrokerSilence(true);
        return stop(m_stoppedBroker, servers.brokerPid());
    case IncidentKind::StockFeedCut:
        if (!m_parts.stock) return Error(ErrorCode::Unsupported, "this traffic has no stock feed that could be cut");
        m_parts.stock->cut(true);
        return {};
    case IncidentKind::WorkerPaused: return holdWorker(incident.worker);
    }
    return Error(ErrorCode::Internal, "an incident that nobody knows");
}

void RunIncidents::end(const ScheduledIncident& incident)
{
    switch (incident.kind) {
    case IncidentKind::RedisSlow:
        m_redisDelay = {};
        m_slowRedis.reset();
        m_parts.servers.expectRedisSilence(false);
        break;
    case IncidentKind::RedisBlackHole:
        m_stoppedRedis.reset();
        m_parts.servers.expectRedisSilence(false);
        break;
    case IncidentKind::BrokerStalled:
        m_stoppedBroker.reset();
        m_parts.servers.expectBrokerSilence(false);
        break;
    case IncidentKind::StockFeedCut: m_parts.stock->cut(false); break;
    case IncidentKind::WorkerPaused: m_parts.queues[incident.worker]->hold(false); break;
    case IncidentKind::RedisKilled:
    case IncidentKind::BrokerKilled: break;
    }
}

// A Redis that was killed while it was slow is slow again when the next one is up.
void RunIncidents::tick()
{
    if (m_redisDelay.count() == 0 || m_parts.servers.redisGeneration() == m_slowGeneration) return;
    if (!slowRedis(m_redisDelay)) m_slowRedis.reset(); // has died once more: the next tick sees the one after it
}

Result<void> RunIncidents::slowRedis(std::chrono::nanoseconds delay)
{
    auto process = ProcessHandle::open(m_parts.servers.redisPid());
    if (!process) return process.error();
    m_redisDelay = delay;
    m_slowGeneration = m_parts.servers.redisGeneration();
    m_parts.servers.expectRedisSilence(true);
    m_slowRedis = std::make_unique<SlowProcess>(*std::move(process), delay);
    return {};
}

Result<void> RunIncidents::holdWorker(std::uint32_t worker)
{
    if (worker >= m_parts.queues.size()) {
        return Error(ErrorCode::InvalidInput,
            "there is no worker " + std::to_string(worker) + "; this run has " + std::to_string(m_parts.queues.size()) + ", from 0");
    }
    m_parts.queues[worker]->hold(true);
    return {};
}

} // namespace tailrace::runtime
