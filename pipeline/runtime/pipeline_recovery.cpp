// SPDX-License-Identifier: Apache-2.0
// How a run goes on that was cut off: what its journal and its checkpoints hold, and from where the workers go on.
#include "pipeline/journal/journal_census.h"
#include "pipeline/report/number_format.h"
#include "pipeline/runtime/pipeline.h"
#include "pipeline/runtime/worker_set.h"

namespace tailrace::runtime {
namespace {

constexpr auto TableSnapshot = "tables.jsonl";

} // namespace

Result<void> Pipeline::openCheckpoints()
{
    if (m_options.checkpointDirectory.empty()) return {};
    auto store = checkpoint::CheckpointStore::open(m_options.checkpointDirectory);
    if (!store && store.error().code() == ErrorCode::Corrupt) {
        // The journal says all of it again.
        Logger(m_log, "checkpoint").warning(store.error().message() + "; starting from the journal's begin");
        std::error_code failed;
        std::filesystem::remove_all(m_options.checkpointDirectory, failed);
        store = checkpoint::CheckpointStore::open(m_options.checkpointDirectory);
    }
    if (!store) return store.error();
    m_checkpointStore = std::move(*store);
    m_checkpointer = std::make_unique<Checkpointer>(*m_checkpointStore,
        enrich::TableSnapshotWriter(m_table, m_options.checkpointDirectory / TableSnapshot), m_incidents, m_clock,
        Logger(m_log, "checkpoint"), CheckpointerOptions{.partitions = m_options.partitions});
    return {};
}

// Of the process that was cut off, the tables as it last had them: what was sold out stays so.
std::vector<TableRecord> Pipeline::recoveredTables() const
{
    std::vector<TableRecord> records;
    if (!m_journal->recovery().continued || m_options.checkpointDirectory.empty()) return records;
    enrich::ProductTable table;
    if (auto loaded = table.loadSnapshot(m_options.checkpointDirectory / TableSnapshot); !loaded) {
        if (loaded.error().code() != ErrorCode::NotFound)
            Logger(m_log, "checkpoint").warning("the product tables begin anew: " + loaded.error().message());
        return records;
    }
    enrich::forEachRecord(*table.catalogue(), [&records](enrich::TableTopic topic, std::string_view key, std::string_view value) {
        records.push_back({topic, std::string(key), std::string(value)});
    });
    return records;
}

Result<void> Pipeline::recover()
{
    if (!m_journal->recovery().continued) return {};
    const Stamp began = m_clock.now();
    auto census = journal::takeCensus(m_journal->segments(), m_journal->durablePosition());
    if (!census) return census.error();
    for (std::int32_t p = 0; p < m_options.partitions; ++p) {
        HopLane& lane = *m_lanes[static_cast<std::size_t>(p)];
        lane.durableNext = m_journal->nextSequence(Partition(p)).value;
        lane.decidedCollected = toNanos(began);
    }
    restoreWorkers();
    std::uint64_t behind = 0;
    for (const auto& lane : m_lanes) behind += lane->durableNext - lane->decidedNext;
    m_recovered = RecoveredRun{.counts = {.received = census->events + census->deadLetters,
                                   .malformed = census->deadLetters,
                                   .accepted = census->events,
                                   .moved = census->handovers},
        .lastCollected = census->lastCollected,
        .dues = std::move(census->dues),
        .pastDues = std::move(census->pastDues)};
    const std::chrono::duration<double> took = m_clock.now() - began;
    m_incidents.add(m_clock.now(), "engine restarted",
        "The engine had ended without notice. Its state is as in the last checkpoints (read in " + report::fixed(took.count(), 2) + " s); "
            + report::grouped(behind) + " events behind them come from the journal again.");
    return {};
}

void Pipeline::restoreWorkers()
{
    for (const auto& set : m_workers) {
        for (const Partition partition : set->worker->partitions()) {
            if (!m_checkpointStore) continue;
            if (auto restored = set->worker->restore(partition, *m_checkpointStore); !restored) {
                Logger(m_log, "checkpoint")
                    .warning("partition " + std::to_string(partition.value)
                        + " starts from the journal's begin: " + restored.error().message());
            }
        }
        set->worker->beginRecovery();
        set->status.phase = StorePhase::Recovering;
    }
}

} // namespace tailrace::runtime
