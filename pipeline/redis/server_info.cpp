// SPDX-License-Identifier: Apache-2.0
#include "pipeline/redis/server_info.h"

#include <charconv>
#include <string>

#include <hiredis/hiredis.h>

#include "pipeline/redis/redis_error.h"
#include "pipeline/redis/resp_encoder.h"

namespace tailrace::redis {

Result<std::uint64_t> serverInfo(RedisConnection& connection, InfoLine line, std::chrono::milliseconds timeout)
{
    RespEncoder encoder;
    encoder.beginCommand(2);
    encoder.arg("INFO");
    encoder.arg(line.section);
    std::vector<ReplyHandle> replies;
    if (auto done = connection.exchange(encoder, timeout, replies); !done) return done.error();
    const redisReply& reply = *replies[0];
    const std::string_view text = reply.str != nullptr ? std::string_view(reply.str, reply.len) : std::string_view();
    if (reply.type == REDIS_REPLY_ERROR) return replyError(text, connection.where());

    const std::string begin = "\n" + std::string(line.name) + ":";
    const auto found = text.find(begin);
    std::uint64_t number = 0;
    if (found != std::string_view::npos) {
        const char* const from = text.data() + found + begin.size();
        if (std::from_chars(from, text.data() + text.size(), number).ec == std::errc()) return number;
    }
    return Error(ErrorCode::Unsupported, "Redis at " + connection.where() + ": INFO does not tell its " + std::string(line.name));
}

} // namespace tailrace::redis
