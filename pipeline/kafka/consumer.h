// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pipeline/base/result.h"
#include "pipeline/base/strong_id.h"
#include "pipeline/kafka/client_options.h"
#include "pipeline/kafka/connection_trouble.h"
#include "pipeline/kafka/hop_envelope.h"

namespace tailrace::kafka {

// A consumer's librdkafka client. It goes with the last of the consumer and its records: librdkafka's own destruction waits for
// every message, so a consumer that is replaced while a record of it is held back would wait for ever.
using SharedClient = std::shared_ptr<rd_kafka_t>;

// One fetched record. Owns librdkafka's message; the views live as long as it does, also beyond its consumer.
class Record {
public:
    Record(SharedClient client, MessageHandle message) : m_client(std::move(client)), m_message(std::move(message)) {}

    std::string_view topic() const { return rd_kafka_topic_name(m_message->rkt); }
    Partition partition() const { return Partition(m_message->partition); }
    std::int64_t offset() const { return m_message->offset; }
    std::string_view key() const { return {static_cast<const char*>(m_message->key), m_message->key_len}; }
    std::string_view value() const { return {static_cast<const char*>(m_message->payload), m_message->len}; }
    bool isTombstone() const { return m_message->payload == nullptr; }
    // Nothing: a record that the feeder did not write.
    std::optional<HopEnvelope> envelope() const;
    // Which run wrote a record without envelope. Nothing: none of ours.
    std::optional<Incarnation> run() const;

private:
    std::optional<std::string_view> header(const char* name) const;

    SharedClient m_client; // outlives the message
    MessageHandle m_message;
};

struct TopicPosition {
    std::string topic;
    Partition partition{};
    std::int64_t offset = 0; // RD_KAFKA_OFFSET_BEGINNING and _END are understood
};

// One librdkafka consumer with assigned partitions (no group protocol: one process owns them all). One thread only.
class Consumer {
public:
    static Result<std::unique_ptr<Consumer>> create(const ClientOptions& options);
    ~Consumer();

    Result<void> assign(const std::vector<TopicPosition>& positions);
    // Waits up to `wait` for a first record, then takes what is there, up to `most`. OutOfRange: the broker has dropped
    // what was asked for (nothing is skipped silently: auto.offset.reset=error).
    Result<void> poll(std::vector<Record>& out, std::size_t most, std::chrono::milliseconds wait);
    // What the last calls of poll() noticed of the connections; said once.
    std::optional<ConnectionTrouble> takeTrouble() { return std::exchange(m_trouble, std::nullopt); }
    // First and one past the last offset. May block until the deadline.
    Result<std::pair<std::int64_t, std::int64_t>> watermarks(const std::string& topic, Partition partition,
        std::chrono::milliseconds deadline);
    Result<std::int32_t> partitionCount(const std::string& topic, std::chrono::milliseconds deadline);

private:
    Consumer() = default;
    static void noteTrouble(rd_kafka_t*, int code, const char* reason, void* self);

    std::optional<ConnectionTrouble> m_trouble;
    SharedClient m_client;
};

} // namespace tailrace::kafka
