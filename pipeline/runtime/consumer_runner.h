// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "pipeline/base/logger.h"
#include "pipeline/enrich/product_table.h"
#include "pipeline/runtime/broker_board.h"
#include "pipeline/runtime/broker_health.h"
#include "pipeline/runtime/hop_lane.h"
#include "pipeline/runtime/side_topics.h"
#include "pipeline/runtime/work_batch.h"

namespace tailrace::runtime {

struct ConsumerOptions {
    int busyFetchWaitMs = 1;
    int idleFetchWaitMs = 20; // an embedded broker that is asked every millisecond burns a fifth of a core
    std::chrono::milliseconds idleAfter = std::chrono::seconds(2);
    std::size_t batchRecords = 512;
    Incarnation run{}; // product records with the mark of another run are passed over: their topics outlive a run
};

// The one consumer of the process: events go to the queue of their partition's worker, table records into the product table.
class ConsumerRunner {
public:
    ConsumerRunner(HopLanes& lanes, std::vector<std::unique_ptr<WorkQueue>>& queues, enrich::ProductTable& table, const BrokerBoard& broker,
        BrokerHealth& health, SideTopics& side, const Clock& clock, Logger logger, ConsumerOptions options = {});
    ~ConsumerRunner();

    // Connects and reads the tables to their present end, on the caller's thread; then the thread takes over.
    Result<void> start(std::chrono::milliseconds deadline);
    void stop(); // idempotent

private:
    using Place = std::pair<std::string_view, std::int32_t>; // the text of a topics:: constant
    enum class From { Start, WhereWeWere };

    void run(const std::stop_token& stop);
    Result<void> connect(From from);
    Result<void> findPlaces(kafka::Consumer& consumer, const BrokerEndpoint& endpoint);
    Result<void> loadTables(std::chrono::milliseconds deadline);
    void followPace(bool fetched);
    void recover(const Error& error);
    void noteHealth(bool answered);
    bool recordsAreDue() const;
    void dispatch();
    void applyToTable(const kafka::Record& record);
    void republishTables();

    HopLanes& m_lanes;
    std::vector<std::unique_ptr<WorkQueue>>& m_queues;
    enrich::ProductTable& m_table;
    const BrokerBoard& m_broker;
    BrokerHealth& m_health;
    SideTopics& m_side;
    const Clock& m_clock;
    Logger m_logger;
    ConsumerOptions m_options;
    std::unique_ptr<kafka::Consumer> m_consumer;
    std::uint64_t m_generation = 0;
    std::map<Place, std::int64_t> m_next; // offset to fetch next
    std::vector<kafka::Record> m_fetched;
    bool m_busy = true;
    Stamp m_lastRecord{};
    std::jthread m_thread;
};

} // namespace tailrace::runtime
