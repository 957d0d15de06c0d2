// SPDX-License-Identifier: Apache-2.0
#include "pipeline/redis/redis_connection.h"

#include <algorithm>
#include <cerrno>
#include <system_error>

#include <hiredis/hiredis.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include "pipeline/redis/redis_error.h"
#include "pipeline/redis/resp_encoder.h"

namespace tailrace::redis {
namespace {

Stamp steadyNow() { return std::chrono::steady_clock::now(); }

std::string_view errorText(const redisReply& reply) { return {reply.str, reply.len}; }

} // namespace

RedisConnection::RedisConnection(RedisAddress address, RedisConnectionOptions options)
    : m_address(std::move(address)),
      m_options(options),
      m_where(m_address.display()),
      m_nextBackOff(options.firstBackOff)
{}

Result<void> RedisConnection::exchange(const RespEncoder& commands, std::chrono::milliseconds timeout, std::vector<ReplyHandle>& replies)
{
    replies.clear();
    if (auto connected = ensureConnected(); !connected) return connected;
    auto done = transfer(commands, steadyNow() + timeout, replies);
    if (!done) {
        if (done.error().code() == ErrorCode::Timeout) m_abandonedClient = m_clientId;
        drop();
        backOff();
        return done;
    }
    m_nextBackOff = m_options.firstBackOff;
    return {};
}

Result<void> RedisConnection::ping(std::chrono::milliseconds timeout)
{
    RespEncoder command;
    command.beginCommand(1);
    command.arg("PING");
    std::vector<ReplyHandle> replies;
    if (auto done = exchange(command, timeout, replies); !done) return done;
    if (replies[0]->type == REDIS_REPLY_ERROR) return replyError(errorText(*replies[0]), m_where);
    return {};
}

void RedisConnection::drop() { m_context.reset(); }

void RedisConnection::backOff()
{
    m_notBefore = steadyNow() + m_nextBackOff;
    m_nextBackOff = std::min(2 * m_nextBackOff, m_options.lastBackOff);
}

Result<void> RedisConnection::ensureConnected()
{
    if (m_context) return {};
    if (steadyNow() < m_notBefore)
        return Error(ErrorCode::Unavailable, "Redis at " + m_where + ": was away a moment ago; waiting before the next try");
    const Stamp deadline = steadyNow() + m_options.connectTimeout;
    auto opened = open(deadline);
    if (opened) opened = introduce(deadline);
    ++m_session;
    if (!opened) {
        drop();
        backOff();
    }
    return opened;
}

Result<void> RedisConnection::open(Stamp deadline)
{
    m_context.reset(m_address.unixPath.empty() ? redisConnectNonBlock(m_address.host.c_str(), m_address.port)
                                               : redisConnectUnixNonBlock(m_address.unixPath.c_str()));
    if (!m_context) return Error(ErrorCode::Full, "no memory for a connection to Redis at " + m_where);
    if (m_context->err != 0) return contextError(*m_context, m_where);
    shareQueuedReply(*m_context);
    if (auto ready = awaitSocket(POLLOUT, deadline, "does not accept the connection"); !ready) return ready;

    int problem = 0;
    socklen_t length = sizeof problem;
    getsockopt(m_context->fd, SOL_SOCKET, SO_ERROR, &problem, &length);
    if (problem != 0) return Error(ErrorCode::Unavailable, "Redis at " + m_where + ": " + std::generic_category().message(problem));
    if (m_address.unixPath.empty()) {
        const int on = 1;
        setsockopt(m_context->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    }
    return {};
}

Result<void> RedisConnection::introduce(Stamp deadline)
{
    RespEncoder commands;
    encodeIntroduction(commands);
    std::vector<ReplyHandle> replies;
    if (auto done = transfer(commands, deadline, replies); !done) return done;
    for (std::size_t i = 0; i < replies.size(); ++i) {
        if (replies[i]->type != REDIS_REPLY_ERROR) continue;
        const bool toAuth = i == 0 && !m_address.password.empty();
        return toAuth ? loginError(errorText(*replies[i]), m_where) : replyError(errorText(*replies[i]), m_where);
    }
    m_clientId = replies.back()->integer;
    m_abandonedClient.reset();
    return {};
}

void RedisConnection::encodeIntroduction(RespEncoder& commands) const
{
    if (!m_address.password.empty()) {
        commands.beginCommand(m_address.user.empty() ? 2 : 3);
        commands.arg("AUTH");
        if (!m_address.user.empty()) commands.arg(m_address.user);
        commands.arg(m_address.password);
    }
    if (m_address.database != 0) {
        commands.beginCommand(2);
        commands.arg("SELECT");
        commands.arg(m_address.database);
    }
    if (m_abandonedClient) {
        commands.beginCommand(4);
        commands.arg("CLIENT");
        commands.arg("KILL");
        commands.arg("ID");
        commands.arg(static_cast<unsigned long long>(*m_abandonedClient));
    }
    commands.beginCommand(2);
    commands.arg("CLIENT");
    commands.arg("ID");
}

// Writes and reads as the socket allows, so that neither side can block the other, and all within one deadline.
Result<void> RedisConnection::transfer(const RespEncoder& commands, Stamp deadline, std::vector<ReplyHandle>& replies)
{
    const std::string_view bytes = commands.bytes();
    std::size_t sent = 0;
    while (true) {
        if (sent < bytes.size())
            if (auto done = send(bytes, sent); !done) return done;
        if (replies.size() == commands.commands()) return {};
        const int events = POLLIN | (sent < bytes.size() ? POLLOUT : 0);
        if (auto ready = awaitSocket(static_cast<short>(events), deadline, "does not answer within the deadline"); !ready) return ready;
        if (auto received = receive(commands.commands(), replies); !received) return received;
    }
}

// Not redisBufferWrite: that copies into a string which it then frees, and a server that has gone would end us by SIGPIPE.
Result<void> RedisConnection::send(std::string_view bytes, std::size_t& sent)
{
    while (sent < bytes.size()) {
        const ssize_t count = ::send(m_context->fd, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (count >= 0) {
            sent += static_cast<std::size_t>(count);
        } else if (errno == EAGAIN) {
            return {};
        } else if (errno != EINTR) {
            return Error(ErrorCode::Unavailable, "Redis at " + m_where + ": " + std::generic_category().message(errno));
        }
    }
    return {};
}

Result<void> RedisConnection::receive(std::size_t expected, std::vector<ReplyHandle>& replies)
{
    if (redisBufferRead(m_context.get()) != REDIS_OK) return contextError(*m_context, m_where);
    while (replies.size() < expected) {
        void* reply = nullptr;
        if (redisGetReplyFromReader(m_context.get(), &reply) != REDIS_OK) return contextError(*m_context, m_where);
        if (reply == nullptr) return {};
        replies.emplace_back(static_cast<redisReply*>(reply));
    }
    return {};
}

Result<void> RedisConnection::awaitSocket(short events, Stamp deadline, const char* what)
{
    while (true) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - steadyNow()).count();
        pollfd socket{m_context->fd, events, 0};
        const int ready = poll(&socket, 1, static_cast<int>(std::max<std::int64_t>(left, 0)));
        if (ready > 0) return {};
        if (ready == 0) return Error(ErrorCode::Timeout, "Redis at " + m_where + ": " + what);
        if (errno != EINTR) return Error(ErrorCode::Io, "Redis at " + m_where + ": " + std::generic_category().message(errno));
    }
}

} // namespace tailrace::redis
