// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>

#include "pipeline/kafka/client_options.h"

namespace tailrace::runtime {

struct BrokerEndpoint {
    std::string bootstrap;
    kafka::BrokerKind kind = kafka::BrokerKind::Embedded;
    std::uint64_t generation = 0; // grows when a new broker with an empty log takes over
};

// Where the broker is now: written by the thread that supervises it, read by those that connect.
class BrokerBoard {
public:
    explicit BrokerBoard(BrokerEndpoint endpoint) : m_endpoint(std::move(endpoint)), m_generation(m_endpoint.generation) {}

    void moveTo(std::string bootstrap)
    {
        const std::lock_guard lock(m_mutex);
        m_endpoint.bootstrap = std::move(bootstrap);
        m_generation.store(++m_endpoint.generation, std::memory_order_release);
    }
    // Cheap enough for every loop.
    std::uint64_t generation() const { return m_generation.load(std::memory_order_acquire); }
    BrokerEndpoint endpoint() const
    {
        const std::lock_guard lock(m_mutex);
        return m_endpoint;
    }

private:
    mutable std::mutex m_mutex; // guards m_endpoint
    BrokerEndpoint m_endpoint;
    std::atomic<std::uint64_t> m_generation;
};

} // namespace tailrace::runtime
