// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <memory>
#include <optional>
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

// One librdkafka producer for a fixed set of topics. Thread-safe.
class Producer {
public:
    // `listener` may be null; else it must outlive the producer.
    static Result<std::unique_ptr<Producer>> create(const ClientOptions& options, std::initializer_list<const char*> topics,
        DeliveryListener* listener);
    ~Producer();

    // Copies key and value; the mark of the options' run stands on what has no envelope. Full: librdkafka's queue has no room; poll() and try again.
    Result<void> produce(std::string_view topic, Partition partition, std::string_view key, std::string_view value,
        const HopEnvelope* envelope = nullptr);
    // The same, with Kafka's own partitioner on the key. The listener hears of it under this number, if one is given.
    Result<void> produceKeyed(std::string_view topic, std::string_view key, std::string_view value, std::optional<Sequence> number = {});

    void poll(std::chrono::milliseconds wait);
    // True: everything was delivered or failed for good before the deadline.
    bool flush(std::chrono::milliseconds deadline);
    int queued() const;
    std::uint64_t failures() const { return m_failures.load(std::memory_order_relaxed); }

private:
    Producer(Incarnation run, DeliveryListener* listener) : m_run(run), m_listener(listener) {}
    static void report(rd_kafka_t*, const rd_kafka_message_t* message, void* self);
    Result<void> send(std::string_view topic, Partition partition, std::string_view key, std::string_view value, HeadersHandle headers,
        std::optional<Sequence> number);
    Result<rd_kafka_topic_t*> topicHandle(std::string_view topic) const;

    const Incarnation m_run;
    DeliveryListener* m_listener;
    std::atomic<std::uint64_t> m_failures = 0;
    ClientHandle m_client;                                    // before the topics: they go first
    std::map<std::string, TopicHandle, std::less<>> m_topics; // fixed after create()
};

} // namespace tailrace::kafka
