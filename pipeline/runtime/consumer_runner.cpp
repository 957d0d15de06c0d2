// SPDX-License-Identifier: Apache-2.0
#include "pipeline/runtime/consumer_runner.h"

#include <algorithm>

#include "pipeline/base/named_thread.h"
#include "pipeline/enrich/table_snapshot.h"
#include "pipeline/runtime/topics.h"

namespace tailrace::runtime {
namespace {

constexpr auto AskDeadline = std::chrono::milliseconds(2000);

} // namespace

ConsumerRunner::ConsumerRunner(HopLanes& lanes, std::vector<std::unique_ptr<WorkQueue>>& queues, enrich::ProductTable& table,
    const BrokerBoard& broker, BrokerHealth& health, SideTopics& side, const Clock& clock, Logger logger, ConsumerOptions options)
    : m_lanes(lanes),
      m_queues(queues),
      m_table(table),
      m_broker(broker),
      m_health(health),
      m_side(side),
      m_clock(clock),
      m_logger(std::move(logger)),
      m_options(options)
{}

ConsumerRunner::~ConsumerRunner() { stop(); }

Result<void> ConsumerRunner::start(std::chrono::milliseconds deadline)
{
    if (m_thread.joinable()) return {};
    m_generation = m_broker.generation();
    if (auto connected = connect(From::Start); !connected) return connected;
    if (auto loaded = loadTables(deadline); !loaded) return loaded;
    m_thread = namedThread("consumer", [this](const std::stop_token& stop) { run(stop); });
    return {};
}

void ConsumerRunner::stop()
{
    if (!m_thread.joinable()) return;
    m_thread.request_stop();
    m_thread.join();
    m_consumer.reset();
}

Result<void> ConsumerRunner::findPlaces(kafka::Consumer& consumer, const BrokerEndpoint& endpoint)
{
    m_next.clear();
    for (const char* topic : {topics::Clickstream, topics::Products, topics::Inventory}) {
        const auto partitions = consumer.partitionCount(topic, AskDeadline);
        if (!partitions) return partitions.error();
        // What an embedded broker holds is ours from its first record on; on a real one, events of earlier runs are not.
        const bool fromNow = topic == topics::Clickstream && endpoint.kind == kafka::BrokerKind::Real;
        for (std::int32_t p = 0; p < *partitions; ++p) {
            const auto ends = consumer.watermarks(topic, Partition(p), AskDeadline);
            if (!ends) return ends.error();
            m_next[{topic, p}] = fromNow ? ends->second : ends->first;
        }
    }
    return {};
}

Result<void> ConsumerRunner::connect(From from)
{
    const BrokerEndpoint endpoint = m_broker.endpoint();
    auto created = kafka::Consumer::create({.bootstrap = endpoint.bootstrap,
        .kind = endpoint.kind,
        .fetchWaitMs = m_busy ? m_options.busyFetchWaitMs : m_options.idleFetchWaitMs});
    if (!created) return created.error();
    if (from == From::Start) {
        if (auto found = findPlaces(**created, endpoint); !found) return found;
    }
    std::vector<kafka::TopicPosition> positions;
    for (const auto& [place, offset] : m_next) positions.push_back({std::string(place.first), Partition(place.second), offset});
    if (auto assigned = (*created)->assign(positions); !assigned) return assigned;
    m_consumer = std::move(*created);
    m_lastRecord = m_clock.now();
    return {};
}

Result<void> ConsumerRunner::loadTables(std::chrono::milliseconds deadline)
{
    std::map<Place, std::int64_t> ends;
    for (const auto& [place, offset] : m_next) {
        if (place.first == topics::Clickstream) continue;
        const auto marks = m_consumer->watermarks(std::string(place.first), Partition(place.second), AskDeadline);
        if (!marks) return marks.error();
        if (marks->second > offset) ends[place] = marks->second;
    }
    const Stamp until = m_clock.now() + deadline;
    while (std::any_of(ends.begin(), ends.end(), [this](const auto& end) { return m_next[end.first] < end.second; })) {
        if (m_clock.now() > until) return Error(ErrorCode::Timeout, "the product tables did not arrive from Kafka");
        if (auto polled = m_consumer->poll(m_fetched, m_options.batchRecords, std::chrono::milliseconds(50));
            !polled && !polled.error().isRetriable()) {
            return polled;
        }
        dispatch();
    }
    m_table.publish();
    return {};
}

void ConsumerRunner::run(const std::stop_token& stop)
{
    while (!stop.stop_requested()) {
        if (m_generation != m_broker.generation()) {
            m_generation = m_broker.generation();
            if (auto connected = connect(From::Start); !connected) {
                m_logger.warning(connected.error().message());
                m_generation = UINT64_MAX; // tried again at once, within the deadlines of the questions
                continue;
            }
            // The new broker starts empty: the side topics move to it, and it gets the tables again in full.
            if (auto connected = m_side.connect(m_broker.endpoint(), m_options.run); !connected)
                m_logger.warning(connected.error().message());
            republishTables();
        }
        const auto polled = m_consumer->poll(m_fetched, m_options.batchRecords, std::chrono::milliseconds(100));
        const bool answered = !m_fetched.empty();
        // Ticks have no value; they alone are no traffic.
        const bool fetched =
            std::any_of(m_fetched.begin(), m_fetched.end(), [](const kafka::Record& record) { return !record.value().empty(); });
        dispatch();
        noteHealth(answered);
        if (!polled) recover(polled.error());
        followPace(fetched);
    }
}

void ConsumerRunner::followPace(bool fetched)
{
    const Stamp now = m_clock.now();
    if (fetched) m_lastRecord = now;
    const bool busy = fetched || (m_busy && now - m_lastRecord < m_options.idleAfter);
    if (busy == m_busy) return;
    m_busy = busy;
    if (auto connected = connect(From::WhereWeWere); !connected) m_logger.warning(connected.error().message());
}

void ConsumerRunner::noteHealth(bool answered)
{
    const Stamp now = m_clock.now();
    if (const auto trouble = m_consumer->takeTrouble()) {
        m_health.failed(now, *trouble); // what came with it was fetched before
    } else if (answered) {
        m_health.answered(now);
    } else {
        m_health.silent(now, recordsAreDue());
    }
}

// Handed to the producer, and neither decided by a worker nor on the way to one.
bool ConsumerRunner::recordsAreDue() const
{
    const auto waits = [](const auto& queue) { return queue->weight() > 0; };
    if (std::any_of(m_queues.begin(), m_queues.end(), waits)) return false;
    return std::any_of(m_lanes.begin(), m_lanes.end(),
        [](const auto& lane) { return lane->decidedNext.load(std::memory_order_acquire) < lane->fedNext.load(std::memory_order_acquire); });
}

void ConsumerRunner::recover(const Error& error)
{
    if (error.code() != ErrorCode::OutOfRange) {
        m_logger.debug(error.message());
        return;
    }
    m_logger.warning("the broker has dropped records that were not fetched yet; feeding them again from the journal");
    // First where to read on from: what is fed before that may be passed over.
    if (auto connected = connect(From::Start); !connected) m_logger.warning(connected.error().message());
    for (const auto& lane : m_lanes) lane->refeed.store(true);
}

void ConsumerRunner::dispatch()
{
    if (m_fetched.empty()) return;
    std::vector<WorkBatch> batches(m_queues.size());
    const Stamp now = m_clock.now();
    bool tables = false;
    for (kafka::Record& record : m_fetched) {
        m_next.find(Place(record.topic(), record.partition().value))->second = record.offset() + 1;
        if (record.topic() == topics::Clickstream) {
            batches[static_cast<std::size_t>(record.partition().value) % m_queues.size()].records.push_back(std::move(record));
        } else {
            applyToTable(record);
            tables = true;
        }
    }
    m_fetched.clear();
    if (tables) m_table.publish();
    for (std::size_t i = 0; i < batches.size(); ++i) {
        if (batches[i].records.empty()) continue;
        batches[i].fetched = now;
        batches[i].generation = m_generation;
        m_queues[i]->push(std::move(batches[i]));
    }
}

void ConsumerRunner::applyToTable(const kafka::Record& record)
{
    if (const auto writer = record.run(); writer && *writer != m_options.run) return; // another run's catalogue
    const auto topic = record.topic() == topics::Products ? enrich::TableTopic::Products : enrich::TableTopic::Inventory;
    if (auto applied = m_table.apply(topic, record.key(), record.value()); !applied) {
        m_logger.warning("record " + std::to_string(record.offset()) + " of " + std::string(record.topic()) + ": "
            + applied.error().message());
    }
}

void ConsumerRunner::republishTables()
{
    enrich::forEachRecord(*m_table.catalogue(), [this](enrich::TableTopic topic, std::string_view key, std::string_view value) {
        m_side.produce(topic == enrich::TableTopic::Products ? topics::Products : topics::Inventory, key, value);
    });
}

} // namespace tailrace::runtime
