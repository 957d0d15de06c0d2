// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string_view>
#include <utility>

#include "pipeline/kafka/producer.h"
#include "pipeline/ports/side_output.h"
#include "pipeline/runtime/broker_board.h"

namespace tailrace::runtime {

// The branches beside the shopper's path: session-updates, exposures, tables (DeadLetterFeed carries the
// dead letters). One producer, patient
// (longer linger), so that they never delay `clickstream`. A record that the broker does not take is counted. Thread-safe.
class SideTopics final : public SideOutput {
public:
    // Called again when a new broker takes over. Every record bears the mark of the run, if one is given.
    Result<void> connect(const BrokerEndpoint& endpoint, Incarnation run = {});
    // Of the broker that it is connected to.
    std::uint64_t brokerGeneration() const { return m_generation.load(std::memory_order_acquire); }
    void produce(std::string_view topic, std::string_view key, std::string_view value) override;
    // Serves delivery reports; anybody's idle moment will do.
    void poll();
    // False: some were not taken in time; they count as not delivered.
    bool flush(std::chrono::milliseconds deadline);
    std::uint64_t notDelivered() const;

private:
    std::shared_ptr<kafka::Producer> producer() const;

    mutable std::mutex m_mutex; // guards m_producer
    std::shared_ptr<kafka::Producer> m_producer;
    std::atomic<std::uint64_t> m_generation{0};
    std::atomic<std::uint64_t> m_refused{0};
    std::atomic<std::uint64_t> m_failedBefore{0}; // by earlier producers
};

} // namespace tailrace::runtime
