// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <optional>

#include "pipeline/base/logger.h"
#include "pipeline/redis/redis_address.h"
#include "pipeline/runtime/broker_board.h"
#include "pipeline/runtime/broker_health.h"
#include "pipeline/runtime/embedded_broker.h"
#include "pipeline/runtime/embedded_redis.h"
#include "pipeline/runtime/incident_log.h"
#include "pipeline/runtime/pipeline_options.h"

namespace tailrace::runtime {

// The Kafka and the Redis of a run: children of ours, or the servers that the user named. start(), tick() and stop() belong to
// the main thread (see ChildProcess).
class Servers {
public:
    // `longestSilence`: of a server of ours, before it is taken for hung.
    static Result<std::unique_ptr<Servers>> start(const PipelineOptions& options, IncidentLog& incidents, const Clock& clock,
        std::chrono::milliseconds longestSilence = LongestSilence);
    ~Servers();

    // About ten times a second: restarts what died, and tells where it is now.
    void tick();
    void stop();

    BrokerBoard& broker() { return *m_board; }
    BrokerHealth& brokerHealth() const { return *m_brokerHealth; }
    const redis::RedisAddress& redis() const { return m_redis; }
    std::string brokerAddress() const { return m_board->endpoint().bootstrap; }
    bool embeddedBroker() const { return m_embeddedBroker != nullptr; }
    bool embeddedRedis() const { return m_embeddedRedis != nullptr; }
    // Nothing for servers that are not ours: they are not measured.
    std::optional<double> brokerCpuSeconds() const;
    std::optional<double> redisCpuSeconds() const;
    pid_t brokerPid() const;
    pid_t redisPid() const;
    // See EmbeddedServer::expectSilence(); for a server that is not ours nothing.
    void expectBrokerSilence(bool expected);
    void expectRedisSilence(bool expected);
    // One more each time that a new one is up.
    std::uint64_t redisGeneration() const;

private:
    Servers(IncidentLog& incidents, const Clock& clock, std::chrono::milliseconds longestSilence)
        : m_incidents(incidents),
          m_clock(clock),
          m_longestSilence(longestSilence)
    {}
    Result<void> findRedis(const PipelineOptions& options);
    Result<void> findBroker(const PipelineOptions& options);
    void follow(EmbeddedServer& server, std::uint64_t& seen, const char* kind, const char* consequence);

    IncidentLog& m_incidents;
    const Clock& m_clock;
    const std::chrono::milliseconds m_longestSilence;
    std::unique_ptr<EmbeddedBroker> m_embeddedBroker;
    std::unique_ptr<EmbeddedRedis> m_embeddedRedis;
    std::unique_ptr<BrokerBoard> m_board;
    std::unique_ptr<BrokerHealth> m_brokerHealth;
    redis::RedisAddress m_redis;
    std::uint64_t m_brokerSeen = 1;
    std::uint64_t m_redisSeen = 1;
};

} // namespace tailrace::runtime
