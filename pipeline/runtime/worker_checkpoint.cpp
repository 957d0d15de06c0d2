// SPDX-License-Identifier: Apache-2.0
// The worker's side of the checkpoints: what it gives at the end of a batch, and what it starts from.
#include "pipeline/runtime/worker.h"

namespace tailrace::runtime {

// A little at the end of each batch, so that no event waits for long. The part is complete when nothing is left that has changed, and
// is then as of this batch's end.
void Worker::takeCheckpointPart(PartitionIntake& intake)
{
    if (!m_parts.checkpoints || !m_parts.checkpoints->isWanted(intake.partition)) return;
    if (!intake.checkpoint) intake.checkpoint.emplace(intake.partition);
    checkpoint::CheckpointPart& part = *intake.checkpoint;
    const bool complete = intake.shard.takeChanges(
        m_options.checkpointBatch + 2 * m_batchEvents, [&part](std::string_view owner, std::string_view state) { part.keep(owner, state); },
        [&part](std::string_view owner) { part.forget(owner); });
    if (!complete) return;
    part.finish({m_options.incarnation, intake.gate.next(), intake.shard.encodeHeader()});
    m_parts.checkpoints->give(std::move(part));
    intake.checkpoint.reset();
}

Result<void> Worker::restore(Partition partition, checkpoint::CheckpointStore& store)
{
    auto header = store.header(partition);
    if (!header) return header.error();
    if (!*header) return {};
    if ((*header)->journal != m_options.incarnation) return Error(ErrorCode::Unsupported, "the checkpoint is of another journal");
    PartitionIntake& intake = intakeOf(partition);
    Result<void> restored = intake.shard.restoreHeader((*header)->state);
    if (restored) {
        restored = store.forEachOwner(partition,
            [&intake](std::string_view owner, std::string_view state) { return intake.shard.restore(owner, state); });
    }
    if (!restored) {
        m_intakes[static_cast<std::size_t>(partition.value)] = makeIntake(partition);
        return restored;
    }
    intake.gate.startAt((*header)->next);
    intake.lane.startAt((*header)->next);
    return {};
}

} // namespace tailrace::runtime
