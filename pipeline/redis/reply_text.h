// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hiredis/hiredis.h>
#include <string_view>

namespace tailrace::redis {

// Of a string, a status or an error; valid as long as the reply. Empty for everything else.
inline std::string_view textOf(const redisReply& reply)
{
    return reply.str != nullptr ? std::string_view(reply.str, reply.len) : std::string_view();
}

} // namespace tailrace::redis
