// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <pthread.h>

#include <thread>
#include <utility>

namespace tailrace {

// A thread that debuggers and `top` show under this name, of at most 15 letters. `body` takes the stop token.
template <class Body>
std::jthread namedThread(const char* name, Body body)
{
    return std::jthread([name, body = std::move(body)](const std::stop_token& stop) {
        pthread_setname_np(pthread_self(), name);
        body(stop);
    });
}

} // namespace tailrace
