// SPDX-License-Identifier: Apache-2.0
#include "pipeline/runtime/pipeline.h"

#include <algorithm>
#include <future>
#include <thread>

#include "pipeline/kafka/partitioner.h"
#include "pipeline/kafka/topic_admin.h"
#include "pipeline/runtime/durable_listener.h"
#include "pipeline/runtime/topics.h"
#include "pipeline/runtime/worker_set.h"

namespace tailrace::runtime {
namespace {

// Of Kafka, for a run that has nothing else to wait for: enough to find out that a broker of ours hangs, and to start another; that one
// is given as much again.
constexpr auto LongestOutage = LongestSilence + LongestStart + std::chrono::seconds(3);
constexpr auto SideTopicsDeadline = std::chrono::seconds(5); // for what they still hold at the end

// The published jobs' sessions are the tracker's: the events of one belong to a visitor before and to a user after the login, so no
// key keeps them together. Their topic has one partition, and so has ours then: one worker sees all events, in the journal's order.
Partition onlyPartition(std::string_view, std::int32_t) { return Partition(0); }

} // namespace

Pipeline::Pipeline(PipelineOptions options, LogSink& log, const Clock& clock) : m_options(std::move(options)), m_log(log), m_clock(clock) {}

Pipeline::~Pipeline()
{
    report::RunRecord unused;
    stop(unused);
}

Result<void> Pipeline::start(const std::vector<TableRecord>& tables)
{
    if (isPublished() && m_options.brokers.empty()) m_options.partitions = 1;
    auto servers = Servers::start(m_options, m_incidents, m_clock);
    if (!servers) return servers.error();
    m_servers = std::move(*servers);
    const auto partitions = partitionCount();
    if (!partitions) return partitions.error();
    m_options.partitions = *partitions;
    if (auto opened = openJournal(); !opened) return opened;
    if (auto opened = openCheckpoints(); !opened) return opened;
    if (auto opened = openDump(); !opened) return opened;
    m_lanes = makeLanes(m_options.partitions);
    if (auto connected = m_side.connect(m_servers->broker().endpoint(), m_journal->incarnation()); !connected) return connected;
    const auto recoveredRecords = recoveredTables();
    if (auto published = publishTables(recoveredRecords.empty() ? tables : recoveredRecords); !published) return published;
    makeWorkers();
    makeCollector();
    // The tables come from the broker while what the journal holds is read back.
    auto consuming = std::async(std::launch::async, [this] { return m_consumer->start(std::chrono::seconds(20)); });
    const auto recovered = recover();
    if (auto consumes = consuming.get(); !consumes) return consumes;
    if (!recovered) return recovered;
    startThreads();
    if (m_options.stock) m_stock = std::make_unique<StockPublisher>(*m_options.stock, m_side);
    m_incidentActions = std::make_unique<RunIncidents>(RunIncidents::Parts{*m_servers, m_queues, m_stock.get()});
    return {};
}

Result<std::int32_t> Pipeline::partitionCount()
{
    if (m_servers->embeddedBroker()) return m_options.partitions;
    const BrokerEndpoint endpoint = m_servers->broker().endpoint();
    if (auto ready = ensureTopics(endpoint); !ready) return ready.error();
    auto consumer = kafka::Consumer::create({.bootstrap = endpoint.bootstrap, .kind = endpoint.kind});
    if (!consumer) return consumer.error();
    return (*consumer)->partitionCount(topics::Clickstream, std::chrono::seconds(5));
}

// A real broker is given the topics that it lacks; those it has stay as its owner made them.
Result<void> Pipeline::ensureTopics(const BrokerEndpoint& endpoint) const
{
    std::vector<kafka::TopicPlan> plans;
    for (const topics::Topic& topic : topics::All) plans.push_back({topic.name, m_options.partitions, topic.compacted});
    auto ready = kafka::ensureTopics({.bootstrap = endpoint.bootstrap, .kind = endpoint.kind}, plans, std::chrono::seconds(15));
    if (ready) {
        for (const std::string& name : *ready) {
            Logger(m_log, "kafka")
                .warning("topic " + name + " of " + m_servers->brokerAddress()
                    + " is not compacted: its retention removes records that others may still need, and it grows with each run. To change "
                      "that, set its cleanup.policy to compact.");
        }
        return {};
    }
    const bool away = ready.error().code() == ErrorCode::Unavailable;
    return Error(ready.error().code(),
        "Kafka at " + m_servers->brokerAddress() + ": " + ready.error().context()
            + (away ? ". Start it, mend the address in --brokers, or leave --brokers out: then Tailrace brings its own."
                    : ". Check the address, and that this client may create topics (or create them beforehand: see README)."));
}

Result<void> Pipeline::openJournal()
{
    auto journal = journal::JournalWriter::open({.directory = m_options.journalDirectory,
        .segmentBytes = m_options.journalSegmentBytes,
        .partitions = m_options.partitions,
        .quotaBytes = m_options.journalQuotaBytes});
    if (!journal) return journal.error();
    m_journal = std::move(*journal);
    return {};
}

Result<void> Pipeline::openDump()
{
    if (m_options.stampDump.empty()) return {};
    auto dump = m_journal->recovery().continued ? telemetry::StampDump::goOn(m_options.stampDump, m_clock.now())
                                                : telemetry::StampDump::open(m_options.stampDump);
    if (!dump) return dump.error();
    m_dump = std::move(*dump);
    return {};
}

Result<void> Pipeline::publishTables(const std::vector<TableRecord>& tables)
{
    for (const TableRecord& record : tables) {
        m_side.produce(record.topic == enrich::TableTopic::Products ? topics::Products : topics::Inventory, record.key, record.value);
    }
    if (!m_side.flush(std::chrono::seconds(15)) || m_side.notDelivered() > 0) {
        return Error(ErrorCode::Unavailable,
            "Kafka at " + m_servers->brokerAddress()
                + " does not take the product tables. Check that the address is right and that the broker runs.");
    }
    return {};
}

void Pipeline::makeWorkers()
{
    const std::size_t cores = std::max(2U, std::thread::hardware_concurrency());
    const std::size_t wanted = isPublished() ? 1 : m_options.workers ? m_options.workers : cores - 1;
    const std::size_t count = std::min(wanted, static_cast<std::size_t>(m_options.partitions));
    if (!m_options.cutDirectory.empty()) {
        m_cuts = std::make_unique<CutRecorder>(CutRecorderOptions{.directory = m_options.cutDirectory,
                                                   .incarnation = m_journal->incarnation(),
                                                   .partitions = m_lanes.size()},
            m_clock, Logger(m_log, "cuts"));
    }
    if (!m_options.sessionIndex.empty())
        m_closedSessions =
            std::make_unique<SessionIndex>(sessionize::ClosedSessionsOptions{.file = m_options.sessionIndex}, Logger(m_log, "sessions"));
    const redis::RedisFeatureStoreOptions store{.epoch = static_cast<std::uint64_t>(toMillis(m_clock.wallNow())), .connection = {}};
    for (std::size_t i = 0; i < count; ++i) {
        m_queues.push_back(std::make_unique<WorkQueue>(1'000'000));
        std::vector<Partition> partitions;
        for (std::size_t p = i; p < m_lanes.size(); p += count) partitions.emplace_back(static_cast<std::int32_t>(p));
        auto set = std::make_unique<WorkerSet>(m_servers->redis(), store, m_options.groups);
        set->latency.setEnabled(m_options.telemetry);
        set->worker =
            std::make_unique<Worker>(Worker::Parts{m_lanes, *m_queues[i], set->toStore, set->returned, set->status, *m_options.features,
                                         m_side, m_clock, m_cuts.get(), m_checkpointer.get(), &m_shedding, m_closedSessions.get()},
                WorkerOptions{.partitions = partitions,
                    .incarnation = m_journal->incarnation(),
                    .rules = m_options.rules,
                    .coalescing = {.longest = m_options.coalesce}});
        set->writer = std::make_unique<StoreWriter>(StoreWriter::Parts{set->store, set->toStore, set->returned, m_requests, set->status,
                                                        set->latency, set->traces, m_incidents, m_clock, m_dump.get()},
            StoreWriterOptions{.partitions = partitions, .incarnation = m_journal->incarnation(), .plantedError = m_options.plantedError});
        m_workers.push_back(std::move(set));
    }
    m_readStore = std::make_unique<redis::RedisFeatureStore>(m_servers->redis(), store);
    m_recommendLatency.setEnabled(m_options.telemetry);
    m_recommender = std::make_unique<RecommendRunner>(RecommendRunner::Parts{*m_readStore, m_table, m_requests, m_side, m_recommendLatency,
                                                          m_recommendTraces, m_clock, m_dump.get(), &m_shedding},
        recommend::RecommendationOptions{.itemCount = m_options.recommendedItems});
    m_consumer = std::make_unique<ConsumerRunner>(m_lanes, m_queues, m_table, m_servers->broker(), m_servers->brokerHealth(), m_side,
        m_clock, Logger(m_log, "consumer"), ConsumerOptions{.run = m_journal->incarnation()});
    m_feeder = std::make_unique<Feeder>(*m_journal, m_lanes, m_servers->broker(), m_side, m_clock, Logger(m_log, "feeder"),
        FeederOptions{.lingerMs = m_options.lingerMs});
}

void Pipeline::makeCollector()
{
    m_durable = std::make_unique<DurableListener>(m_lanes, *m_feeder, m_cuts.get());
    m_collector = std::make_unique<collector::Collector>(*m_journal, m_clock, *m_durable, Logger(m_log, "collector"),
        collector::CollectorOptions{
            .partitionOf = isPublished() ? onlyPartition : kafka::partitionOf, .rules = m_options.rules, .stitch = !isPublished()});
}

void Pipeline::startThreads()
{
    m_recommender->start();
    for (const auto& set : m_workers) {
        set->writer->start();
        set->worker->start();
    }
    if (m_checkpointer) m_checkpointer->start();
    if (m_closedSessions) m_closedSessions->start();
    m_feeder->start();
    m_collector->start(m_recovered ? m_recovered->counts : collector::CollectedCounts{});
}

void Pipeline::tick()
{
    m_servers->tick();
    if (!m_collector) return;
    if (m_stock) m_stock->tick();
    if (m_incidentPlayer) m_incidentPlayer->tick();
    if (m_monitor) watchLoad();
    const bool stores = m_collector->status().storing;
    if (std::exchange(m_journalStores, stores) == stores) return;
    m_incidents.add(m_clock.now(), stores ? "journal stores again" : "journal full",
        stores
            ? "The journal takes new events again."
            : "The journal cannot take new events: the disk or its quota is full, or the disk fails (see the log). Nothing accepted is lost; "
              "what is refused is offered again.");
}

void Pipeline::throwSwitch(degrade::Shed shed, degrade::Position position)
{
    m_shedding.force(shed, position);
    m_collector->setRefusing(m_shedding.position(degrade::Shed::NewTraffic) == degrade::Position::GivenUp);
}

void Pipeline::playIncident(simulator::ScheduledIncident incident)
{
    if (!m_incidentPlayer) return;
    incident.at = m_clock.now() - m_origin;
    incident.byHand = true;
    m_hasIncidents = true;
    m_incidentPlayer->add(incident);
    m_incidentPlayer->tick();
}

bool Pipeline::isIdle() const
{
    const auto settled = [](const auto& set) { return set->toStore.weight() == 0 && set->status.phase.load() == StorePhase::Up; };
    // In this order: what the collector has settled is durable, and what is decided was.
    if (m_collector->status().unsettled > 0) return false;
    if (m_feeder->deadLettersFedTo() < m_journal->durablePosition()) return false;
    const WorkerCounts counts = workerCounts();
    return counts.decided == durableFrames() && counts.waiting == 0 && std::all_of(m_workers.begin(), m_workers.end(), settled);
}

bool Pipeline::drain(std::chrono::milliseconds deadline)
{
    const Stamp until = m_clock.now() + deadline;
    while (!isIdle() && !brokerIsGone() && m_clock.now() < until) {
        tick();
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return isIdle();
}

bool Pipeline::requestCut()
{
    if (!m_cuts || !m_cuts->begin()) return false;
    m_collector->requestCut();
    return true;
}

bool Pipeline::brokerIsGone() const
{
    const auto since = m_servers->brokerHealth().awaitedSince();
    return since && m_clock.now() - *since > LongestOutage;
}

void Pipeline::stop(report::RunRecord& record)
{
    m_incidentPlayer.reset(); // what stands still could not stop
    if (m_collector) m_collector->stop();
    if (m_feeder) m_feeder->stop();
    if (m_consumer) m_consumer->stop();
    for (const auto& queue : m_queues) queue->close();
    for (const auto& set : m_workers) {
        set->worker->join();
        set->toStore.close();
        set->writer->join();
    }
    if (m_checkpointer) m_checkpointer->stop();
    if (m_closedSessions) m_closedSessions->stop();
    m_requests.close();
    if (m_recommender) m_recommender->join();
    if (m_stock) m_stock->tick();
    m_incidentActions.reset();
    m_stock.reset(); // what it follows may go now
    conclude(record);
}

void Pipeline::conclude(report::RunRecord& record)
{
    m_side.flush(SideTopicsDeadline);
    // Their counts may be read then, also while everything else goes on.
    if (m_cuts) m_cuts->stop();
    if (m_dump) m_dump->finish();
    if (!m_monitor) return;
    m_monitor->stop();
    m_monitor->fill(record);
}

} // namespace tailrace::runtime
