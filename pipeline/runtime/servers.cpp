// SPDX-License-Identifier: Apache-2.0
#include "pipeline/runtime/servers.h"

#include "pipeline/redis/redis_connection.h"
#include "pipeline/redis/server_info.h"
#include "pipeline/runtime/topics.h"

namespace tailrace::runtime {
namespace {

constexpr std::chrono::milliseconds AnswerLimit{2000}; // of a server that the user named, when the run starts

std::vector<std::string> topicNames()
{
    std::vector<std::string> names;
    names.reserve(topics::All.size());
    for (const topics::Topic& topic : topics::All) names.emplace_back(topic.name);
    return names;
}

// A batch's values and its position are one call, which a cluster only takes when all its keys lie in one hash slot.
Result<void> checkFitsPublished(redis::RedisConnection& connection)
{
    const auto cluster = redis::serverInfo(connection, redis::ClusterEnabled, AnswerLimit);
    if (!cluster) return cluster.error();
    if (*cluster == 0) return {};
    return Error(ErrorCode::Unsupported,
        "Redis at " + connection.where()
            + " belongs to a Redis Cluster. The keys of the published profile (user:ID:FEATURE, session:ID:METRIC) lie in different hash slots "
              "there, so that they cannot be written together. Name a Redis that is no cluster in --redis, or leave out --profile published: "
              "the keys of the tailrace profile fit a cluster.");
}

} // namespace

Result<std::unique_ptr<Servers>> Servers::start(const PipelineOptions& options, IncidentLog& incidents, const Clock& clock,
    std::chrono::milliseconds longestSilence)
{
    std::unique_ptr<Servers> servers(new Servers(incidents, clock, longestSilence));
    if (auto found = servers->findRedis(options); !found) return found.error();
    if (auto found = servers->findBroker(options); !found) return found.error();
    return servers;
}

Result<void> Servers::findRedis(const PipelineOptions& options)
{
    const std::string& given = options.redis;
    if (given.empty()) {
        m_embeddedRedis = std::make_unique<EmbeddedRedis>(EmbeddedRedis::Options{.longestSilence = m_longestSilence});
        if (auto started = m_embeddedRedis->start(); !started) return started;
    }
    auto address = redis::RedisAddress::parse(given.empty() ? m_embeddedRedis->endpoint() : given);
    if (!address) return address.error();
    m_redis = std::move(*address);
    if (given.empty()) return {};

    redis::RedisConnection connection(m_redis, {.connectTimeout = AnswerLimit});
    const auto answered = connection.ping(AnswerLimit);
    if (answered) {
        const bool isPublished = options.features && options.features->profile() == features::Profile::Published;
        return isPublished ? checkFitsPublished(connection) : Result<void>();
    }
    const bool refused = answered.error().code() == ErrorCode::InvalidInput;
    return Error(answered.error().code(),
        answered.error().context()
            + (refused ? ". Mend user and password in --redis."
                       : ". Start it, mend the address in --redis, or leave --redis out: then Tailrace brings its own."));
}

Result<void> Servers::findBroker(const PipelineOptions& options)
{
    if (!options.brokers.empty()) {
        m_board = std::make_unique<BrokerBoard>(BrokerEndpoint{.bootstrap = options.brokers, .kind = kafka::BrokerKind::Real});
        m_brokerHealth = std::make_unique<BrokerHealth>(m_incidents, "Kafka at " + options.brokers);
        return {};
    }
    m_embeddedBroker = std::make_unique<EmbeddedBroker>(EmbeddedBroker::Options{
        .program = {},
        .partitions = options.partitions,
        .topics = topicNames(),
        .longestSilence = m_longestSilence,
    });
    if (auto started = m_embeddedBroker->start(); !started) return started;
    m_board = std::make_unique<BrokerBoard>(BrokerEndpoint{.bootstrap = m_embeddedBroker->endpoint()});
    m_brokerHealth = std::make_unique<BrokerHealth>(m_incidents, "The embedded broker");
    return {};
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
    if (m_brokerSeen == before) return;
    m_brokerHealth->replaced(m_clock.now());
    m_board->moveTo(m_embeddedBroker->endpoint());
}

void Servers::stop()
{
    if (m_embeddedBroker) m_embeddedBroker->stop();
    if (m_embeddedRedis) m_embeddedRedis->stop();
}

std::optional<double> Servers::brokerCpuSeconds() const
{
    return m_embeddedBroker ? std::optional(m_embeddedBroker->status().cpuSeconds) : std::nullopt;
}

std::optional<double> Servers::redisCpuSeconds() const
{
    return m_embeddedRedis ? std::optional(m_embeddedRedis->status().cpuSeconds) : std::nullopt;
}

void Servers::expectBrokerSilence(bool expected)
{
    if (m_embeddedBroker) m_embeddedBroker->expectSilence(expected);
}

void Servers::expectRedisSilence(bool expected)
{
    if (m_embeddedRedis) m_embeddedRedis->expectSilence(expected);
}

pid_t Servers::brokerPid() const { return m_embeddedBroker ? m_embeddedBroker->status().pid : -1; }
pid_t Servers::redisPid() const { return m_embeddedRedis ? m_embeddedRedis->status().pid : -1; }
std::uint64_t Servers::redisGeneration() const { return m_embeddedRedis ? m_embeddedRedis->generation() : 0; }

} // namespace tailrace::runtime
