// SPDX-License-Identifier: Apache-2.0
#include "pipeline/kafka/consumer.h"

#include "pipeline/kafka/kafka_error.h"
#include "pipeline/kafka/run_mark.h"

namespace tailrace::kafka {

std::optional<std::string_view> Record::header(const char* name) const
{
    rd_kafka_headers_t* headers = nullptr;
    if (rd_kafka_message_headers(m_message.get(), &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) return std::nullopt;
    const void* bytes = nullptr;
    std::size_t size = 0;
    if (rd_kafka_header_get_last(headers, name, &bytes, &size) != RD_KAFKA_RESP_ERR_NO_ERROR) return std::nullopt;
    return std::string_view(static_cast<const char*>(bytes), size);
}

std::optional<HopEnvelope> Record::envelope() const
{
    const auto bytes = header(HopEnvelope::HeaderName);
    return bytes ? HopEnvelope::decode(*bytes) : std::nullopt;
}

std::optional<Incarnation> Record::run() const
{
    const auto bytes = header(RunMark::HeaderName);
    return bytes ? RunMark::decode(*bytes) : std::nullopt;
}

Result<std::unique_ptr<Consumer>> Consumer::create(const ClientOptions& options)
{
    auto conf = makeConf(options,
        {
            {"group.id", "tailrace"},
            {"enable.auto.commit", "false"},
            {"enable.auto.offset.store", "false"},
            {"auto.offset.reset", "error"},
            {"check.crcs", "true"},
            {"fetch.wait.max.ms", std::to_string(options.fetchWaitMs)},
            {"fetch.error.backoff.ms", "50"},
            {"socket.timeout.ms", "10000"}, // a broker that hangs is left, and another one of its cluster asked
            // A partition whose queue holds this many waits a whole second before it fetches again, and all share one queue:
            // the tables alone would hold up the events. What is fetched ahead is bounded by bytes instead.
            {"queued.min.messages", "1000000"},
            {"queued.max.messages.kbytes", "65536"},
        });
    if (!conf) return conf.error();
    std::unique_ptr<Consumer> consumer(new Consumer);
    rd_kafka_conf_set_error_cb(conf->get(), &Consumer::noteTrouble);
    rd_kafka_conf_set_opaque(conf->get(), consumer.get()); // callbacks come from poll() alone
    auto client = newClient(RD_KAFKA_CONSUMER, std::move(*conf), "consumer");
    if (!client) return client.error();
    // Partitions are assigned by hand: there is no group to leave, and closing would wait for a coordinator that may be gone.
    consumer->m_client.reset(client->release(),
        [](rd_kafka_t* last) { rd_kafka_destroy_flags(last, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE); });
    rd_kafka_poll_set_consumer(consumer->m_client.get());
    return consumer;
}

Consumer::~Consumer()
{
    // Records may keep the client for a while: it must not fetch any more.
    if (m_client) rd_kafka_assign(m_client.get(), nullptr);
}

void Consumer::noteTrouble(rd_kafka_t*, int code, const char* reason, void* self)
{
    auto& trouble = static_cast<Consumer*>(self)->m_trouble;
    std::string_view words(reason);
    if (constexpr std::string_view Role = "GroupCoordinator: "; words.starts_with(Role)) words.remove_prefix(Role.size());
    if (!trouble) trouble.emplace().text = words;
    trouble->everyBroker |= code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN;
}

Result<void> Consumer::assign(const std::vector<TopicPosition>& positions)
{
    const PartitionListHandle list(rd_kafka_topic_partition_list_new(static_cast<int>(positions.size())));
    for (const TopicPosition& position : positions) {
        rd_kafka_topic_partition_list_add(list.get(), position.topic.c_str(), position.partition.value)->offset = position.offset;
    }
    const rd_kafka_resp_err_t code = rd_kafka_assign(m_client.get(), list.get());
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return toError(code, "assign partitions");
    return {};
}

Result<void> Consumer::poll(std::vector<Record>& out, std::size_t most, std::chrono::milliseconds wait)
{
    // One poll with patience, then only what is already here: a batch call would wait for its array to fill.
    int patience = static_cast<int>(wait.count());
    while (out.size() < most) {
        MessageHandle message(rd_kafka_consumer_poll(m_client.get(), patience));
        if (!message) return {};
        if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) return toError(message->err, "fetch");
        out.emplace_back(m_client, std::move(message));
        patience = 0;
    }
    return {};
}

Result<std::pair<std::int64_t, std::int64_t>> Consumer::watermarks(const std::string& topic, Partition partition,
    std::chrono::milliseconds deadline)
{
    std::int64_t low = 0;
    std::int64_t high = 0;
    const rd_kafka_resp_err_t code =
        rd_kafka_query_watermark_offsets(m_client.get(), topic.c_str(), partition.value, &low, &high, static_cast<int>(deadline.count()));
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return toError(code, "ask for the offsets of " + topic);
    return std::pair{low, high};
}

Result<std::int32_t> Consumer::partitionCount(const std::string& topic, std::chrono::milliseconds deadline)
{
    const TopicHandle handle(rd_kafka_topic_new(m_client.get(), topic.c_str(), nullptr));
    const rd_kafka_metadata_t* metadata = nullptr;
    const rd_kafka_resp_err_t code = rd_kafka_metadata(m_client.get(), 0, handle.get(), &metadata, static_cast<int>(deadline.count()));
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return toError(code, "ask for the partitions of " + topic);
    const MetadataHandle owned(metadata);
    if (metadata->topic_cnt != 1) return Error(ErrorCode::NotFound, "topic " + topic);
    const rd_kafka_metadata_topic_t& found = metadata->topics[0];
    if (found.err != RD_KAFKA_RESP_ERR_NO_ERROR) return toError(found.err, "topic " + topic);
    return static_cast<std::int32_t>(found.partition_cnt);
}

} // namespace tailrace::kafka
