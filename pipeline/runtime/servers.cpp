// SPDX-License-Identifier: Apache-2.0
#include "pipeline/runtime/servers.h"

#include "pipeline/runtime/topics.h"

namespace tailrace::runtime {
namespace {

std::vector<std::string> topicNames()
{
    std::vector<std::string> names;
    for (const topics::Topic& topic : topics::All) names.emplace_back(topic.name);
    return names;
}

} // namespace

Result<std::unique_ptr<Servers>> Servers::start(const PipelineOptions& options, IncidentLog& incidents, const Clock& clock)
{
    std::unique_ptr<Servers> servers(new Servers(incidents, clock));
    if (options.redis.empty()) {
        servers->m_embeddedRedis = std::make_unique<EmbeddedRedis>();
        if (auto started = servers->m_embeddedRedis->start(); !started) return started.error();
    }
    auto address = redis::RedisAddress::parse(options.redis.empty() ? servers->m_embeddedRedis->endpoint() : options.redis);
    if (!address) return address.error();
    servers->m_redis = std::move(*address);

    if (!options.brokers.empty()) {
        servers->m_board = std::make_unique<BrokerBoard>(BrokerEndpoint{.bootstrap = options.brokers, .kind = kafka::BrokerKind::Real});
        return servers;
    }
    servers->m_embeddedBroker = std::make_unique<EmbeddedBroker>(EmbeddedBroker::Options{
        .program = {},
        .partitions = options.partitions,
        .topics = topicNames(),
    });
    if (auto started = servers->m_embeddedBroker->start(); !started) return started.error();
    servers->m_board = std::make_unique<BrokerBoard>(BrokerEndpoint{.bootstrap = servers->m_embeddedBroker->endpoint()});
    return servers;
}

Servers::~Servers() { stop(); }

void Servers::follow(EmbeddedServer& server, std::uint64_t& seen, const char* kind, const char* consequence)
{
    server.superviseTick();
    const EmbeddedServerStatus status = server.status();
    if (status.phase != ServerPhase::Up || status.generation == seen) return;
    seen = status.generation;
    m_incidents.add(m_clock.now(), kind, status.lastTrouble + " " + consequence);
}

void Servers::tick()
{
    if (m_embeddedRedis) {
        follow(*m_embeddedRedis, m_redisSeen, "redis restarted", "A new one runs, empty; every live shopper is written again.");
    }
    if (!m_embeddedBroker) return;
    const std::uint64_t before = m_brokerSeen;
    follow(*m_embeddedBroker, m_brokerSeen, "broker restarted", "A new one runs, empty; what was in flight is fed again from the journal.");
    if (m_brokerSeen != before) m_board->moveTo(m_embeddedBroker->endpoint());
}

void Servers::stop()
{
    if (m_embeddedBroker) m_embeddedBroker->stop();
    if (m_embeddedRedis) m_embeddedRedis->stop();
}

double Servers::brokerCpuSeconds() const { return m_embeddedBroker ? m_embeddedBroker->status().cpuSeconds : 0; }
double Servers::redisCpuSeconds() const { return m_embeddedRedis ? m_embeddedRedis->status().cpuSeconds : 0; }
pid_t Servers::brokerPid() const { return m_embeddedBroker ? m_embeddedBroker->status().pid : -1; }
pid_t Servers::redisPid() const { return m_embeddedRedis ? m_embeddedRedis->status().pid : -1; }

} // namespace tailrace::runtime
