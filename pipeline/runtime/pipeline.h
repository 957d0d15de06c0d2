// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/collector/collector.h"
#include "pipeline/enrich/product_table.h"
#include "pipeline/journal/journal_writer.h"
#include "pipeline/redis/redis_feature_store.h"
#include "pipeline/report/run_record.h"
#include "pipeline/runtime/consumer_runner.h"
#include "pipeline/runtime/cut_recorder.h"
#include "pipeline/runtime/feeder.h"
#include "pipeline/runtime/incident_player.h"
#include "pipeline/runtime/load_shedding.h"
#include "pipeline/runtime/recommend_runner.h"
#include "pipeline/runtime/run_incidents.h"
#include "pipeline/runtime/run_monitor.h"
#include "pipeline/runtime/servers.h"
#include "pipeline/runtime/session_index.h"
#include "pipeline/runtime/store_writer.h"
#include "pipeline/runtime/worker.h"
#include "pipeline/telemetry/stamp_dump.h"

namespace tailrace::runtime {

// A record of a reference table, to be published before the first event.
struct TableRecord {
    enrich::TableTopic topic = enrich::TableTopic::Products;
    std::string key, value;
};

// What the journal holds of a run that was cut off, for those who go on with it.
struct RecoveredRun {
    collector::CollectedCounts counts;
    Stamp lastCollected{};       // when the collector last took an event
    std::vector<Stamp> dues;     // of all that it has taken, ascending; without …
    std::vector<Stamp> pastDues; // … those of generated past
};

// The whole pipeline, stitched together: the one place that knows how. Belongs to the main thread.
//
//   collector -> journal -> feeder -> Kafka -> consumer -> workers -> store writers -> recommender
//
// stop() goes the same way: who produces stops first, and everything accepted is worked off before the next one stops.
class Pipeline {
public:
    Pipeline(PipelineOptions options, LogSink& log, const Clock& clock);
    ~Pipeline();

    // Starts the servers and all threads; the tables are complete when it returns.
    Result<void> start(const std::vector<TableRecord>& tables);
    // About ten times a second.
    void tick();

    CollectorPort& collector() { return *m_collector; }
    // Counts time from `origin`, also for the incidents of the options; `offered` says how many events the traffic has demanded so far. Until
    // then nothing is given up for overload: nobody waits for what comes before.
    void beginMeasuring(Stamp origin, std::function<std::uint64_t()> offered);
    const telemetry::SnapshotCell& snapshots() const { return m_monitor->cell(); }

    // All that was accepted has been decided by a worker, and the store holds what came of it; all that was refused is on its way to the
    // dead letters.
    bool isIdle() const;
    // Kafka is away for so long that nothing more is to be expected of a run that only waits for it.
    bool brokerIsGone() const;
    // Waits up to `deadline` for that, less when Kafka is away for long; ticks meanwhile. False: something is still in flight (it stays in
    // the journal).
    bool drain(std::chrono::milliseconds deadline);
    // What an earlier life of this run has left; none: this is its first.
    const std::optional<RecoveredRun>& recovered() const { return m_recovered; }
    // Asks for what all workers hold at one place of the journal, as a file of docs/cuts.md. Each worker pauses to describe all of its
    // shoppers. False: one is under way, or the options name no folder for them.
    bool requestCut();
    bool isCutting() const { return m_cuts && m_cuts->isUnderWay(); }
    // Stops the threads and fills the record's measurements. The servers keep running until the destructor.
    void stop(report::RunRecord& record);
    // Only the measurements, when all is worked off and answered: everything else goes on.
    void conclude(report::RunRecord& record);
    bool hasAnswered() const { return m_requests.weight() == 0; }

    Servers& servers() { return *m_servers; }
    const LoadShedding& shedding() const { return m_shedding; }
    // By hand. New traffic cannot be held on: what the journal has no room for is refused all the same.
    void throwSwitch(degrade::Shed shed, degrade::Position position);
    // By hand: now, or when what is on at the same target is over. After beginMeasuring().
    void playIncident(simulator::ScheduledIncident incident);
    // It is made to happen by this process: planned, or by hand.
    bool hasIncidents() const { return m_hasIncidents; }
    IncidentLog& incidents() { return m_incidents; }
    telemetry::Ledger ledger() const;
    // What the journal holds of acknowledged bytes; what is allocated ahead does not count.
    std::uint64_t journalBytes() const { return m_journal->durablePosition().value; }
    // What a report must say of how it was measured.
    std::vector<std::string> notes() const;

private:
    struct WorkerSet;      // one worker with its queues and its writer
    class DurableListener; // carries the collector's news to lanes and feeder

    bool isPublished() const { return m_options.features->profile() == features::Profile::Published; }
    Result<void> openJournal();
    Result<void> openCheckpoints();
    std::vector<TableRecord> recoveredTables() const;
    Result<void> recover();
    void restoreWorkers();
    Result<void> openDump();
    Result<void> publishTables(const std::vector<TableRecord>& tables);
    Result<std::int32_t> partitionCount();
    Result<void> ensureTopics(const BrokerEndpoint& endpoint) const;
    void makeWorkers();
    void makeCollector();
    void startThreads();
    void gauges(telemetry::Snapshot& snapshot) const;
    telemetry::ServerState brokerState() const;
    Stamp oldestUndecided() const;
    telemetry::PartitionLags partitionLag() const;
    void watchLoad();
    WorkerCounts workerCounts() const;
    std::uint64_t durableFrames() const;

    PipelineOptions m_options;
    LogSink& m_log;
    const Clock& m_clock;
    IncidentLog m_incidents;
    LoadShedding m_shedding{m_incidents, m_clock};
    bool m_hasIncidents = false;
    Stamp m_origin{};
    std::uint64_t m_refused = 0; // as the last tick saw it
    Stamp m_refusedAt{};
    std::unique_ptr<Servers> m_servers;
    std::unique_ptr<journal::JournalWriter> m_journal;
    std::unique_ptr<checkpoint::CheckpointStore> m_checkpointStore; // null: none are kept
    std::unique_ptr<Checkpointer> m_checkpointer;
    std::optional<RecoveredRun> m_recovered;
    HopLanes m_lanes;
    SideTopics m_side;
    enrich::ProductTable m_table;
    std::unique_ptr<SessionIndex> m_closedSessions; // null: not kept
    std::unique_ptr<CutRecorder> m_cuts;            // null: no cuts
    std::vector<std::unique_ptr<WorkQueue>> m_queues;
    std::unique_ptr<telemetry::StampDump> m_dump; // null: nobody wants the raw stamps
    RequestQueue m_requests{20'000};
    std::vector<std::unique_ptr<WorkerSet>> m_workers;
    std::unique_ptr<redis::RedisFeatureStore> m_readStore;
    telemetry::LatencyRecorder m_recommendLatency{m_options.groups};
    telemetry::TraceReservoir m_recommendTraces{50, 1};
    std::unique_ptr<RecommendRunner> m_recommender;
    std::unique_ptr<ConsumerRunner> m_consumer;
    std::unique_ptr<Feeder> m_feeder;
    std::unique_ptr<DurableListener> m_durable;
    std::unique_ptr<collector::Collector> m_collector;
    std::unique_ptr<StockPublisher> m_stock;
    std::unique_ptr<RunIncidents> m_incidentActions;
    std::unique_ptr<IncidentPlayer> m_incidentPlayer; // behind what it acts on
    bool m_journalStores = true;                      // as the last tick saw it
    std::unique_ptr<RunMonitor> m_monitor;
};

} // namespace tailrace::runtime
