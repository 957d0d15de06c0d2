// SPDX-License-Identifier: Apache-2.0
#include "pipeline/redis/handles.h"

#include <cstddef>
#include <string_view>

#include <hiredis/hiredis.h>

namespace tailrace::redis {
namespace {

constexpr std::string_view Queued = "QUEUED";

redisReply& queuedReply()
{
    static redisReply reply = [] {
        static char text[] = "QUEUED";
        redisReply queued{};
        queued.type = REDIS_REPLY_STATUS;
        queued.str = text;
        queued.len = Queued.size();
        return queued;
    }();
    return reply;
}

// hiredis' own functions, which every context begins with.
redisReplyObjectFunctions hiredisFunctions;

void* createString(const redisReadTask* task, char* text, std::size_t size)
{
    if (task->type == REDIS_REPLY_STATUS && task->parent == nullptr && std::string_view(text, size) == Queued) return &queuedReply();
    return hiredisFunctions.createString(task, text, size);
}

void freeObject(void* reply)
{
    if (reply != &queuedReply()) hiredisFunctions.freeObject(reply);
}

redisReplyObjectFunctions& sharingFunctions(const redisReplyObjectFunctions& own)
{
    static redisReplyObjectFunctions functions = [&own] {
        hiredisFunctions = own;
        redisReplyObjectFunctions sharing = own;
        sharing.createString = createString;
        sharing.freeObject = freeObject;
        return sharing;
    }();
    return functions;
}

} // namespace

void shareQueuedReply(redisContext& context) { context.reader->fn = &sharingFunctions(*context.reader->fn); }

void ContextDeleter::operator()(redisContext* context) const noexcept { redisFree(context); }
void ReplyDeleter::operator()(redisReply* reply) const noexcept
{
    if (reply != &queuedReply()) freeReplyObject(reply);
}

} // namespace tailrace::redis
