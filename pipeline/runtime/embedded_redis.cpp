// SPDX-License-Identifier: Apache-2.0
#include "pipeline/runtime/embedded_redis.h"

#include <string_view>

#include "pipeline/redis/redis_address.h"
#include "pipeline/redis/redis_connection.h"

namespace tailrace::runtime {
namespace {

constexpr std::string_view SocketName = "redis.sock";
constexpr std::chrono::milliseconds ProbeLimit{20};

} // namespace

EmbeddedRedis::EmbeddedRedis(Options options)
    : EmbeddedServer("the embedded redis-server", options.longestSilence),
      m_options(std::move(options))
{}

EmbeddedRedis::~EmbeddedRedis() { stopChild(); } // before its directory goes

std::string EmbeddedRedis::installedProgram()
{
    std::string program = findProgram("redis-server");
    return program.empty() ? findProgram("valkey-server") : program;
}

std::string EmbeddedRedis::socketPath() const { return m_directory ? m_directory->path() + '/' + std::string(SocketName) : std::string(); }

void EmbeddedRedis::stop()
{
    stopChild();
    m_directory.reset();
}

Result<ChildProcess::Options> EmbeddedRedis::prepare()
{
    ChildProcess::Options run;
    run.program = m_options.program.empty() ? installedProgram() : m_options.program;
    if (run.program.empty())
        return Error(ErrorCode::NotFound,
            "neither redis-server nor valkey-server is installed: run packaging/install.sh (or apt-get install redis-server), or use a "
            "running one with --redis redis://host:port");
    if (!m_directory) {
        auto directory = PrivateDirectory::create("redis", SocketName.size());
        if (!directory) return directory.error();
        m_directory = std::move(*directory);
    }
    run.arguments = {"--port", "0", "--unixsocket", socketPath(), "--unixsocketperm", "700", "--save", "", "--appendonly", "no",
        "--maxmemory-policy", "noeviction", "--maxmemory", std::to_string(m_options.maxMemoryBytes), "--daemonize", "no", "--loglevel",
        "warning", "--dir", m_directory->path(),
        // Lists of products and weights are longer than the 64 bytes that Redis' compact hashes take by default; as tables they cost
        // more memory and more time.
        "--hash-max-listpack-value", "512",
        // A histogram of each command's time, which nobody reads here, costs a tenth of a microsecond a command.
        "--latency-tracking", "no"};
    return run;
}

std::optional<std::string> EmbeddedRedis::probe(const std::string&)
{
    redis::RedisAddress address;
    address.unixPath = socketPath();
    redis::RedisConnection connection(address, {.connectTimeout = ProbeLimit});
    if (!connection.ping(ProbeLimit)) return std::nullopt;
    return address.display();
}

LivenessProbe::Question EmbeddedRedis::livenessQuestion(const std::string&) const
{
    return {.unixPath = socketPath(), .port = 0, .bytes = "PING\r\n"};
}

} // namespace tailrace::runtime
