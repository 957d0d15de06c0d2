// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <librdkafka/rdkafka.h>

namespace tailrace::observer {

// Reads a topic from its beginning, all partitions, and keeps which event stands at which place of the journal. One thread.
class TopicReader {
public:
    struct Event {
        std::string id;
        std::int32_t partition = 0;
        std::uint64_t sequence = 0;
    };

    // Empty on success, else what is wrong.
    std::string connect(const std::string& brokers, const std::string& topic, std::int32_t partitions);
    // Until `stop`, and then until nothing more comes.
    void read(const std::atomic<bool>& stop);
    const std::vector<Event>& events() const { return m_events; }

private:
    struct Free {
        void operator()(rd_kafka_t* client) const { rd_kafka_destroy(client); }
    };
    void take(const rd_kafka_message_t& message);

    std::unique_ptr<rd_kafka_t, Free> m_client;
    std::vector<Event> m_events;
};

// The value of the first "id" of a JSON text; empty without one.
std::string_view idIn(std::string_view json);

} // namespace tailrace::observer
