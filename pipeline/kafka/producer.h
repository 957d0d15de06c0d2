// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "pipeline/base/result.h"
#include "pipeline/base/strong_id.h"
#include "pipeline/kafka/client_options.h"

namespace tailrace::kafka {

struct HopEnvelope;

// Told of each delivery report, on the thread that calls poll() or flush().
class DeliveryListener {
public:
    virtual ~DeliveryListener() = default;
    virtual void delivered(Partition partition, Sequence sequence) = 0;
    virtual void notDelivered(Partition partition, Sequence sequence) = 0;
};

// One librdkafka producer. produce() may be called from one thread, poll() and flush() from the same one.
class Producer {
public:
    // `listener` may be null; else it must outlive the producer.
    static Result<std::unique_ptr<Producer>> create(const ClientOptions& options, DeliveryListener* listener);
    ~Producer();

    // Copies key and value. Full: librdkafka's queue has no room; poll() and try again.
    Result<void> produce(const std::string& topic, Partition partition, std::string_view key, std::string_view value,
        const HopEnvelope* envelope = nullptr);
    // The same, with Kafka's own partitioner on the key.
    Result<void> produceKeyed(const std::string& topic, std::string_view key, std::string_view value);

    void poll(std::chrono::milliseconds wait);
    // True: everything was delivered or failed for good before the deadline.
    bool flush(std::chrono::milliseconds deadline);
    int queued() const;
    std::uint64_t failures() const { return m_failures.load(std::memory_order_relaxed); }

private:
    explicit Producer(DeliveryListener* listener) : m_listener(listener) {}
    static void report(rd_kafka_t*, const rd_kafka_message_t* message, void* self);
    Result<rd_kafka_topic_t*> topicHandle(const std::string& topic);

    DeliveryListener* m_listener;
    std::atomic<std::uint64_t> m_failures = 0;
    ClientHandle m_client;                      // before the topics: they go first
    std::map<std::string, TopicHandle> m_topics;
};

} // namespace tailrace::kafka
