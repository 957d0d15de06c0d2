// SPDX-License-Identifier: Apache-2.0
#include "pipeline/kafka/producer.h"

#include <bit>

#include "pipeline/kafka/hop_envelope.h"
#include "pipeline/kafka/kafka_error.h"
#include "pipeline/kafka/run_mark.h"

namespace tailrace::kafka {
namespace {

// librdkafka takes `void*` for bytes that it only reads.
void* bytes(std::string_view text) { return const_cast<char*>(text.data()); }

template <class Bytes>
HeadersHandle oneHeader(const char* name, const Bytes& value)
{
    HeadersHandle headers(rd_kafka_headers_new(1));
    rd_kafka_header_add(headers.get(), name, -1, value.data(), static_cast<ssize_t>(value.size()));
    return headers;
}

HeadersHandle runMark(Incarnation run)
{
    return run == Incarnation{} ? HeadersHandle() : oneHeader(RunMark::HeaderName, RunMark::encode(run));
}

} // namespace

Result<std::unique_ptr<Producer>> Producer::create(const ClientOptions& options, std::initializer_list<const char*> topics,
    DeliveryListener* listener)
{
    const bool embedded = options.kind == BrokerKind::Embedded;
    auto conf = makeConf(options,
        {
            {"linger.ms", std::to_string(options.lingerMs)},
            {"acks", "all"},
            {"enable.idempotence", embedded ? "false" : "true"},
            {"compression.codec", embedded ? "none" : "lz4"},
            {"queue.buffering.max.messages", std::to_string(options.queueMessages)},
            {"queue.buffering.max.kbytes", "262144"},
            {"message.timeout.ms", "30000"},
            {"delivery.report.only.error", listener ? "false" : "true"},
        });
    if (!conf) return conf.error();

    std::unique_ptr<Producer> producer(new Producer(options.run, listener));
    rd_kafka_conf_set_dr_msg_cb(conf->get(), &Producer::report);
    rd_kafka_conf_set_opaque(conf->get(), producer.get());
    auto client = newClient(RD_KAFKA_PRODUCER, std::move(*conf), "producer");
    if (!client) return client.error();
    producer->m_client = std::move(*client);
    for (const char* topic : topics) {
        TopicHandle handle(rd_kafka_topic_new(producer->m_client.get(), topic, nullptr));
        if (!handle) return toError(rd_kafka_last_error(), std::string("open topic ") + topic);
        producer->m_topics.emplace(topic, std::move(handle));
    }
    return producer;
}

Producer::~Producer()
{
    // What could not be delivered until now is fed again from the journal by the next producer.
    if (m_client) rd_kafka_purge(m_client.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT | RD_KAFKA_PURGE_F_NON_BLOCKING);
}

void Producer::report(rd_kafka_t*, const rd_kafka_message_t* message, void* self)
{
    auto& producer = *static_cast<Producer*>(self);
    const bool failed = message->err != RD_KAFKA_RESP_ERR_NO_ERROR;
    if (failed) producer.m_failures.fetch_add(1, std::memory_order_relaxed);
    if (!producer.m_listener || message->_private == nullptr) return;
    const Sequence sequence(std::bit_cast<std::uintptr_t>(message->_private) - 1);
    if (failed)
        producer.m_listener->notDelivered(Partition(message->partition), sequence);
    else
        producer.m_listener->delivered(Partition(message->partition), sequence);
}

Result<rd_kafka_topic_t*> Producer::topicHandle(std::string_view topic) const
{
    const auto found = m_topics.find(topic);
    if (found == m_topics.end()) return Error(ErrorCode::NotFound, "topic " + std::string(topic) + " was not declared");
    return found->second.get();
}

Result<void> Producer::produce(std::string_view topic, Partition partition, std::string_view key, std::string_view value,
    const HopEnvelope* envelope)
{
    if (!envelope) return send(topic, partition, key, value, runMark(m_run), {});
    // A tick has no sequence of its own, and nobody waits for its report.
    const bool isTick = (envelope->flags & HopEnvelope::Tick) != 0;
    return send(topic, partition, key, value, oneHeader(HopEnvelope::HeaderName, envelope->encode()),
        isTick ? std::nullopt : std::optional(envelope->sequence));
}

Result<void> Producer::produceKeyed(std::string_view topic, std::string_view key, std::string_view value, std::optional<Sequence> number)
{
    return send(topic, Partition(RD_KAFKA_PARTITION_UA), key, value, runMark(m_run), number);
}

Result<void> Producer::send(std::string_view topic, Partition partition, std::string_view key, std::string_view value,
    HeadersHandle headers, std::optional<Sequence> number)
{
    auto handle = topicHandle(topic);
    if (!handle) return handle.error();
    void* const opaque = number ? std::bit_cast<void*>(static_cast<std::uintptr_t>(number->value) + 1) : nullptr;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wold-style-cast" // inside librdkafka's macros
    const rd_kafka_resp_err_t code = rd_kafka_producev(m_client.get(), RD_KAFKA_V_RKT(*handle), RD_KAFKA_V_PARTITION(partition.value),
        RD_KAFKA_V_KEY(bytes(key), key.size()), RD_KAFKA_V_VALUE(bytes(value), value.size()), RD_KAFKA_V_OPAQUE(opaque),
        RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_HEADERS(headers.get()), RD_KAFKA_V_END);
#pragma GCC diagnostic pop
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return toError(code, "produce to " + std::string(topic));
    static_cast<void>(headers.release()); // owned by the message now
    return {};
}

void Producer::poll(std::chrono::milliseconds wait) { rd_kafka_poll(m_client.get(), static_cast<int>(wait.count())); }

bool Producer::flush(std::chrono::milliseconds deadline)
{
    return rd_kafka_flush(m_client.get(), static_cast<int>(deadline.count())) == RD_KAFKA_RESP_ERR_NO_ERROR;
}

int Producer::queued() const { return rd_kafka_outq_len(m_client.get()); }

} // namespace tailrace::kafka
