// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/base/clock.h"
#include "pipeline/base/result.h"
#include "pipeline/redis/handles.h"
#include "pipeline/redis/redis_address.h"

namespace tailrace::redis {

class RespEncoder;

struct RedisConnectionOptions {
    std::chrono::milliseconds connectTimeout{250}; // socket and introduction together (not the resolver's time for a host name)
    std::chrono::milliseconds firstBackOff{20};    // after a failure nothing is tried for this long,
    std::chrono::milliseconds lastBackOff{500};    // doubling up to this
};

// One connection to Redis that is opened when needed and dropped after any failure, so that a late reply can never be
// taken for the answer to a later command. After a timeout the next connection first has the server kill the old one: what was sent
// on it is executed before any later command, or never. Not thread-safe: one owner thread. Never raises SIGPIPE.
class RedisConnection {
public:
    explicit RedisConnection(RedisAddress address, RedisConnectionOptions options = {});

    // Sends all of `commands` in one go and waits for one reply each; `replies` holds them in order. Error replies of the server are
    // replies here. `timeout` counts for the whole exchange, connecting not included. While backing off: Unavailable at once.
    Result<void> exchange(const RespEncoder& commands, std::chrono::milliseconds timeout, std::vector<ReplyHandle>& replies);

    Result<void> ping(std::chrono::milliseconds timeout);
    void drop();
    bool isConnected() const { return m_context != nullptr; }
    // Another number for each connection that was opened; 0: none is open now.
    std::uint64_t session() const { return m_context ? m_session : 0; }
    const std::string& where() const { return m_where; }

private:
    Result<void> ensureConnected();
    Result<void> open(Stamp deadline);
    Result<void> introduce(Stamp deadline);
    void encodeIntroduction(RespEncoder& commands) const;
    Result<void> transfer(const RespEncoder& commands, Stamp deadline, std::vector<ReplyHandle>& replies);
    Result<void> send(std::string_view bytes, std::size_t& sent);
    Result<void> receive(std::size_t expected, std::vector<ReplyHandle>& replies);
    Result<void> awaitSocket(short events, Stamp deadline, const char* what);
    void backOff();

    RedisAddress m_address;
    RedisConnectionOptions m_options;
    std::string m_where;
    ContextHandle m_context;
    std::chrono::milliseconds m_nextBackOff;
    Stamp m_notBefore{};
    std::uint64_t m_session = 0;
    long long m_clientId = 0;                   // of this connection, as the server counts
    std::optional<long long> m_abandonedClient; // timed out with commands under way
};

} // namespace tailrace::redis
