// SPDX-License-Identifier: Apache-2.0
#include "pipeline/redis/handles.h"

#include <hiredis/hiredis.h>

namespace tailrace::redis {

void ContextDeleter::operator()(redisContext* context) const noexcept { redisFree(context); }
void ReplyDeleter::operator()(redisReply* reply) const noexcept { freeReplyObject(reply); }

} // namespace tailrace::redis
