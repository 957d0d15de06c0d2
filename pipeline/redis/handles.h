// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

struct redisContext;
struct redisReply;

namespace tailrace::redis {

struct ContextDeleter {
    void operator()(redisContext* context) const noexcept;
};
struct ReplyDeleter {
    void operator()(redisReply* reply) const noexcept;
};

// From now on the context gives one and the same reply for each "QUEUED": a transaction has hundreds of them.
void shareQueuedReply(redisContext& context);

using ContextHandle = std::unique_ptr<redisContext, ContextDeleter>;
using ReplyHandle = std::unique_ptr<redisReply, ReplyDeleter>;

} // namespace tailrace::redis
