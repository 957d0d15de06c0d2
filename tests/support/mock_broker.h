// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include <initializer_list>
#include <memory>
#include <string>
#include <vector>

#include "pipeline/kafka/consumer.h"

namespace tailrace::test {

// librdkafka's mock cluster inside the test, one partition for each topic: gone with this object.
class MockBroker {
public:
    explicit MockBroker(std::initializer_list<const char*> topics)
        : m_client(rd_kafka_new(RD_KAFKA_PRODUCER, silent(), nullptr, 0), rd_kafka_destroy),
          m_cluster(rd_kafka_mock_cluster_new(m_client.get(), 1), rd_kafka_mock_cluster_destroy)
    {
        for (const char* topic : topics) rd_kafka_mock_topic_create(m_cluster.get(), topic, 1, 1);
    }
    std::string bootstrap() const { return rd_kafka_mock_cluster_bootstraps(m_cluster.get()); }

    // It refuses the next requests to produce, for good.
    void refuseProduce(std::size_t requests)
    {
        constexpr std::int16_t Produce = 0; // its number in the protocol
        const std::vector<rd_kafka_resp_err_t> answers(requests, RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED);
        rd_kafka_mock_push_request_errors_array(m_cluster.get(), Produce, answers.size(), answers.data());
    }

private:
    static rd_kafka_conf_t* silent()
    {
        rd_kafka_conf_t* configuration = rd_kafka_conf_new();
        rd_kafka_conf_set_log_cb(configuration, nullptr);
        return configuration;
    }

    std::unique_ptr<rd_kafka_t, void (*)(rd_kafka_t*)> m_client;
    std::unique_ptr<rd_kafka_mock_cluster_t, void (*)(rd_kafka_mock_cluster_t*)> m_cluster;
};

// A copy of a record.
struct ReadRecord {
    std::string key;
    std::string value;
    bool isTombstone = false;
};

// What stands in a topic now, partition after partition; less than that when the broker does not answer.
inline std::vector<ReadRecord> recordsOf(const std::string& bootstrap, const std::string& topic)
{
    using namespace std::chrono_literals;
    const auto consumer = kafka::Consumer::create({.bootstrap = bootstrap});
    if (!consumer) return {};
    std::vector<ReadRecord> copies;
    const auto partitions = (*consumer)->partitionCount(topic, 5s);
    for (std::int32_t p = 0; partitions && p < *partitions; ++p) {
        const auto ends = (*consumer)->watermarks(topic, Partition(p), 5s);
        if (!ends || !(*consumer)->assign({{topic, Partition(p), ends->first}})) return copies;
        std::vector<kafka::Record> records;
        const auto wanted = static_cast<std::size_t>(ends->second - ends->first);
        for (int silent = 0; records.size() < wanted && silent < 50;) {
            const std::size_t before = records.size();
            if (!(*consumer)->poll(records, wanted, 100ms)) break;
            silent = records.size() > before ? 0 : silent + 1; // a busy broker hands them out one by one
        }
        for (const kafka::Record& record : records)
            copies.push_back({std::string(record.key()), std::string(record.value()), record.isTombstone()});
    }
    return copies;
}

} // namespace tailrace::test
