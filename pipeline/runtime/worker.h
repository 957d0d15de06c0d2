// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "pipeline/degrade/coalescing.h"
#include "pipeline/event/event_decoder.h"
#include "pipeline/runtime/checkpointer.h"
#include "pipeline/runtime/cut_recorder.h"
#include "pipeline/runtime/load_shedding.h"
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
    // Owners encoded for a checkpoint at the end of a batch, and two for each event of it: more than it can have changed, so that a checkpoint
    // comes to an end.
    std::size_t checkpointBatch = 128;
    degrade::CoalescingRules coalescing{};
    std::size_t coalescedEvents = 65'536; // that wait together, at most
};

// The fused loop of the hot path: decode -> sessionize -> features, batch by batch, for some partitions. One thread.
class Worker {
public:
    struct Parts {
        HopLanes& lanes;
        WorkQueue& input;
        StoreQueue& output;
        StoreQueue& returned; // jobs come back here to be used again, and those that failed to be marked
        const StoreStatus& store;
        const features::FeatureSet& features;
        SideOutput& side;
        const Clock& clock;
        CutRecorder* cuts = nullptr;                             // none: the run makes no cuts
        Checkpointer* checkpoints = nullptr;                     // none: the run keeps no state on disk
        const LoadShedding* shedding = nullptr;                  // none: nothing is ever given up
        sessionize::ClosedSessionSink* closedSessions = nullptr; // none: nobody keeps them
    };

    Worker(Parts parts, WorkerOptions options);
    ~Worker();

    // Takes over what a checkpoint holds of one of its partitions: before start(). On an error the partition stands at its begin, as if
    // there were none.
    Result<void> restore(Partition partition, checkpoint::CheckpointStore& store);
    // The store holds less than this worker, or what came later: its position counts when all that is restored is written. Before start().
    void beginRecovery() { m_recoveryEnded = false; }
    const std::vector<Partition>& partitions() const { return m_options.partitions; }
    void start();
    // Ends when the input is closed and empty; idempotent.
    void join();
    WorkerCounts counts() const { return m_published.read(); }

private:
    void run();
    void endBatch();
    void take(WorkBatch& batch);
    void expect(std::span<const kafka::Record> records);
    void take(kafka::Record& record, const WorkBatch& batch);
    void apply(const Arrival& arrival);
    void applied(PartitionIntake& intake, const Arrival& arrival, const event::Event& event, telemetry::EventStamps& stamps);
    void retract(PartitionIntake& intake, const Arrival& arrival);
    void askForHoles(PartitionIntake& intake);
    void giveCutPart(PartitionIntake& intake, Sequence next);
    void takeBack();
    void followStore();
    bool writeMarked();
    void sendAhead();
    void label(FeatureBatch::PositionRule rule);
    bool isWriteDue();
    void sendJob();
    bool storeIsAway() const;
    void takeCheckpointPart(PartitionIntake& intake);
    std::unique_ptr<PartitionIntake> makeIntake(Partition partition) const;
    void publishCounts();
    PartitionIntake& intakeOf(Partition partition);

    Parts m_parts;
    WorkerOptions m_options;
    WorkerCounts m_counts; // published at the end of each batch
    WorkerCountsCell m_published;
    std::vector<std::unique_ptr<PartitionIntake>> m_intakes; // by partition; null: not ours
    event::EventDecoder m_decoder;
    event::Event m_event;
    std::string m_padded;
    std::unique_ptr<StoreJob> m_job;
    std::uint64_t m_recovery = 0; // of the store, as followed so far
    bool m_recoveryEnded = true;
    degrade::Coalescing m_coalescing;
    Stamp m_collected{};           // when the collector took the last event
    bool m_isIdle = true;          // nothing came
    std::size_t m_batchEvents = 0; // decided since the last batch's end
    Stamp m_writtenAt{};           // when the last job went to the store
    Stamp m_now{};                 // end of the event before: start of this one
    struct Expected {
        const Shard* shard = nullptr;
        std::uint64_t owner = 0; // its key's hash
    };
    std::vector<Expected> m_expected;
    std::vector<WorkBatch> m_batches;
    std::vector<std::unique_ptr<StoreJob>> m_returned;
    std::vector<std::unique_ptr<StoreJob>> m_free;
    std::jthread m_thread;
};

} // namespace tailrace::runtime
