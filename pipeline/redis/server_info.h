// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>

#include "pipeline/redis/redis_connection.h"

namespace tailrace::redis {

// A number that the server tells of itself: a line "name:number" in a section of INFO (redis.io, command INFO).
struct InfoLine {
    std::string_view section, name;
};

// True (1) when the server keeps only some of the hash slots, so that one call can only touch keys of one slot.
inline constexpr InfoLine ClusterEnabled{.section = "cluster", .name = "cluster_enabled"};

// Unsupported: the server does not tell it.
Result<std::uint64_t> serverInfo(RedisConnection& connection, InfoLine line, std::chrono::milliseconds timeout);

} // namespace tailrace::redis
