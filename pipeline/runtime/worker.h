// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "pipeline/base/logger.h"
#include "pipeline/enrich/product_table.h"
#include "pipeline/event/event_decoder.h"
#include "pipeline/features/feature_text.h"
#include "pipeline/runtime/partition_intake.h"
#include "pipeline/runtime/store_job.h"
#include "pipeline/runtime/store_status.h"
#include "pipeline/runtime/work_batch.h"
#include "pipeline/runtime/worker_counts.h"

namespace tailrace::runtime {

struct WorkerOptions {
    std::vector<Partition> partitions; // that this worker owns
    Incarnation incarnation{};         // of the journal: records of others are not ours
    sessionize::SessionRules rules;
    std::size_t jobEvents = 512;    // after which a job goes to the store, even if more events are here
    std::size_t rewriteBatch = 512; // shoppers written again at a time after the store was away
};

// The fused loop of the hot path: decode -> enrich -> sessionize -> features, batch by batch, for some partitions. One thread.
class Worker {
public:
    struct Parts {
        HopLanes& lanes;
        WorkQueue& input;
        StoreQueue& output;
        StoreQueue& returned; // jobs come back here to be used again, and those that failed to be marked
        const StoreStatus& store;
        const enrich::ProductTable& table;
        SideTopics& side;
        const Clock& clock;
    };

    Worker(Parts parts, Logger logger, WorkerOptions options);
    ~Worker();

    void start();
    // Ends when the input is closed and empty; idempotent.
    void join();
    WorkerCounts counts() const { return m_published.read(); }

private:
    void run();
    void endBatch();
    void take(kafka::Record& record, const WorkBatch& batch);
    void apply(const Arrival& arrival);
    void join(event::Event& event) const;
    void applied(PartitionIntake& intake, const Arrival& arrival, const event::Event& event, telemetry::EventStamps& stamps);
    void advance(PartitionIntake& intake, EventTime watermark);
    void writeErased();
    void touch(SlotRef ref, ShopperSlot& slot);
    void askForHoles(PartitionIntake& intake);
    void takeBack();
    void followStore();
    void takeBackErased(const StoreJob& job);
    void markAll();
    void mark(SlotRef ref, ShopperSlot& slot);
    void writeTouched(bool away);
    void writeSlot(ShopperSlot& slot);
    void writeMarked();
    void sendJob();
    FeatureBatch& batchOf(Partition partition);
    PartitionIntake& intakeOf(Partition partition);

    Parts m_parts;
    Logger m_logger;
    WorkerOptions m_options;
    WorkerCounts m_counts; // published at the end of each batch
    WorkerCountsCell m_published;
    features::TextInterner m_texts;
    features::FeatureText m_featureText{m_texts};
    ShopperTable m_shoppers;
    std::vector<std::unique_ptr<PartitionIntake>> m_intakes; // by partition; null: not ours
    event::EventDecoder m_decoder;
    event::Event m_event;
    std::shared_ptr<const enrich::Catalogue> m_catalogue;
    std::unique_ptr<enrich::CatalogueReader> m_catalogueReader;
    sessionize::SessionEffects m_effects;
    std::string m_padded;
    std::string m_key;
    std::vector<SlotRef> m_touched;
    std::vector<SlotRef> m_marked;                           // dirty: the store does not hold their values
    std::vector<std::pair<Partition, std::string>> m_erased; // keys of forgotten shoppers that the store may still hold
    std::unique_ptr<StoreJob> m_job;
    std::uint64_t m_recovery = 0; // of the store, as followed so far
    bool m_recoveryEnded = true;
    Stamp m_now{}; // end of the event before: start of this one
    std::vector<WorkBatch> m_batches;
    std::vector<std::unique_ptr<StoreJob>> m_returned;
    std::vector<std::unique_ptr<StoreJob>> m_free;
    std::jthread m_thread;
};

} // namespace tailrace::runtime
