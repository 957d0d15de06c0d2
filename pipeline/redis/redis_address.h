// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "pipeline/base/result.h"

namespace tailrace::redis {

// Where a Redis server listens and how to introduce ourselves.
struct RedisAddress {
    std::string unixPath; // not empty: a Unix socket; host and port are then unused
    std::string host;
    std::uint16_t port = 6379;
    std::string user; // empty: the default user
    std::string password;
    std::uint32_t database = 0;

    // Accepts redis://[user:password@]host[:port][/database], unix:/path and host[:port]; %41 stands for A in user and password.
    // Refusals teach the form and never repeat what was given, because it may hold a password.
    static Result<RedisAddress> parse(std::string_view text);

    // For messages: where, never with which password. "unix:/run/x.sock", "redis://shop:6379/2"
    std::string display() const;
};

} // namespace tailrace::redis
