// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "pipeline/base/error.h"

struct redisContext;

namespace tailrace::redis {

// The only place that translates hiredis and Redis failures. `where` is RedisAddress::display().

// A context whose `err` is set. Reads errno: call it at once.
Error contextError(const redisContext& context, std::string_view where);

// The text of an error reply, e.g. "WRONGTYPE Operation against a key holding the wrong kind of value".
Error replyError(std::string_view text, std::string_view where);

// The reply to AUTH: a server that does not know the command quotes its arguments, so none of its words are repeated.
Error loginError(std::string_view text, std::string_view where);

// True for the reply that asks us to load the script first.
bool isMissingScript(std::string_view text);

} // namespace tailrace::redis
