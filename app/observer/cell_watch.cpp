// SPDX-License-Identifier: Apache-2.0
#include "app/observer/cell_watch.h"

#include <sys/prctl.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>

namespace tailrace::observer {
namespace {

constexpr auto Pause = std::chrono::microseconds(40);

std::string replyText(const redisReply& reply)
{
    return reply.type == REDIS_REPLY_STRING ? std::string(reply.str, reply.len) : std::string();
}

} // namespace

std::string CellWatch::connect(const std::string& address)
{
    constexpr timeval Patience{2, 0};
    if (address.rfind("unix:", 0) == 0) {
        m_redis.reset(redisConnectUnixWithTimeout(address.c_str() + 5, Patience));
    } else {
        const auto colon = address.rfind(':');
        if (colon == std::string::npos) return "an address of Redis is unix:/path or host:port";
        m_redis.reset(redisConnectWithTimeout(address.substr(0, colon).c_str(), std::atoi(address.c_str() + colon + 1), Patience));
    }
    if (!m_redis) return "Redis: no memory";
    return m_redis->err != 0 ? std::string("Redis at ") + address + ": " + m_redis->errstr : std::string();
}

std::string CellWatch::watch(std::int32_t partitions, const std::atomic<bool>& stop)
{
    prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL); // or each pause would be 50 us longer
    std::vector<Look> last(static_cast<std::size_t>(partitions));
    while (!stop) {
        if (auto trouble = look(last); !trouble.empty()) return trouble;
        std::this_thread::sleep_for(Pause);
    }
    return look(last);
}

std::string CellWatch::look(std::vector<Look>& last)
{
    for (std::size_t p = 0; p < last.size(); ++p) redisAppendCommand(m_redis.get(), "HGET tr:{p%02d}:cell next", static_cast<int>(p));
    for (std::size_t p = 0; p < last.size(); ++p) {
        void* raw = nullptr;
        if (redisGetReply(m_redis.get(), &raw) != REDIS_OK) return std::string("Redis: ") + m_redis->errstr;
        const auto now = std::chrono::steady_clock::now().time_since_epoch().count();
        auto* reply = static_cast<redisReply*>(raw);
        const std::uint64_t next = std::strtoull(replyText(*reply).c_str(), nullptr, 10);
        freeReplyObject(reply);
        const std::int64_t before = last[p].atNanos == 0 ? now : last[p].atNanos;
        if (next > last[p].next) m_steps.push_back({static_cast<std::int32_t>(p), next, before + (now - before) / 2});
        last[p] = {next, now};
    }
    return {};
}

} // namespace tailrace::observer
