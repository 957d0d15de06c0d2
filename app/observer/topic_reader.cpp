// SPDX-License-Identifier: Apache-2.0
#include "app/observer/topic_reader.h"

#include <array>
#include <cstring>
#include <initializer_list>
#include <utility>

namespace tailrace::observer {
namespace {

// The header that says where in the journal a record stands: u32 version, u32 flags, u64 incarnation, u64 sequence, and more.
constexpr const char* PlaceHeader = "tr";
constexpr std::size_t FlagsAt = 4, SequenceAt = 16, LeastSize = 24;
constexpr std::uint32_t NoEventOfItsOwn = 2 | 4 | 8; // a tick, a handover, a retraction

template <class Number>
Number at(const void* bytes, std::size_t place)
{
    Number value{};
    std::memcpy(&value, static_cast<const char*>(bytes) + place, sizeof value); // little-endian, as every machine that this runs on
    return value;
}

} // namespace

std::string_view idIn(std::string_view json)
{
    constexpr std::string_view Key = "\"id\":\"";
    const auto begin = json.find(Key);
    if (begin == std::string_view::npos) return {};
    json.remove_prefix(begin + Key.size());
    return json.substr(0, json.find('"'));
}

std::string TopicReader::connect(const std::string& brokers, const std::string& topic, std::int32_t partitions)
{
    std::array<char, 512> why{};
    rd_kafka_conf_t* conf = rd_kafka_conf_new();
    for (const auto& [name, value] : std::initializer_list<std::pair<const char*, const char*>>{{"bootstrap.servers", brokers.c_str()},
             {"group.id", "tailrace-observer"}, {"enable.auto.commit", "false"}, {"fetch.wait.max.ms", "50"},
             {"broker.address.family", "v4"}, {"auto.offset.reset", "earliest"}, {"allow.auto.create.topics", "false"}}) {
        if (rd_kafka_conf_set(conf, name, value, why.data(), why.size()) == RD_KAFKA_CONF_OK) continue;
        rd_kafka_conf_destroy(conf);
        return why.data();
    }
    m_client.reset(rd_kafka_new(RD_KAFKA_CONSUMER, conf, why.data(), why.size()));
    if (!m_client) {
        rd_kafka_conf_destroy(conf);
        return why.data();
    }
    rd_kafka_poll_set_consumer(m_client.get());
    auto* list = rd_kafka_topic_partition_list_new(partitions);
    for (std::int32_t p = 0; p < partitions; ++p)
        rd_kafka_topic_partition_list_add(list, topic.c_str(), p)->offset = RD_KAFKA_OFFSET_BEGINNING;
    const auto assigned = rd_kafka_assign(m_client.get(), list);
    rd_kafka_topic_partition_list_destroy(list);
    return assigned == RD_KAFKA_RESP_ERR_NO_ERROR ? std::string() : rd_kafka_err2str(assigned);
}

void TopicReader::read(const std::atomic<bool>& stop)
{
    constexpr int Wait = 300; // ms; when nothing came for so long after the stop, all has been read
    while (true) {
        rd_kafka_message_t* message = rd_kafka_consumer_poll(m_client.get(), Wait);
        if (!message && stop) return;
        if (!message) continue;
        if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) take(*message);
        rd_kafka_message_destroy(message);
    }
}

void TopicReader::take(const rd_kafka_message_t& message)
{
    rd_kafka_headers_t* headers = nullptr;
    const void* place = nullptr;
    std::size_t size = 0;
    if (rd_kafka_message_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) return;
    if (rd_kafka_header_get_last(headers, PlaceHeader, &place, &size) != RD_KAFKA_RESP_ERR_NO_ERROR || size < LeastSize) return;
    if ((at<std::uint32_t>(place, FlagsAt) & NoEventOfItsOwn) != 0) return;
    const std::string_view id = idIn({static_cast<const char*>(message.payload), message.len});
    m_events.push_back({std::string(id), message.partition, at<std::uint64_t>(place, SequenceAt)});
}

} // namespace tailrace::observer
