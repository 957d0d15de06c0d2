// SPDX-License-Identifier: Apache-2.0
// The worker's side of the feature store: what a batch writes, and what is written again after the store was away.
#include <algorithm>

#include "pipeline/redis/key_layout.h"
#include "pipeline/runtime/worker.h"

namespace tailrace::runtime {

FeatureBatch& Worker::batchOf(Partition partition) { return m_job->batches[static_cast<std::size_t>(partition.value)]; }

void Worker::takeBack()
{
    m_parts.returned.popAll(m_returned, std::chrono::milliseconds(0));
    for (auto& job : m_returned) {
        if (job->failed) {
            for (const SlotRef ref : job->touched) {
                if (ShopperSlot* slot = m_shoppers.get(ref)) mark(ref, *slot);
            }
            takeBackErased(*job);
            // A batch that was lost on the way back of the store: its end must be said again.
            m_recoveryEnded = false;
        }
        job->clear();
        m_free.push_back(std::move(job));
    }
    m_returned.clear();
    if (m_job) return;
    if (m_free.empty()) {
        m_job = std::make_unique<StoreJob>();
        m_job->batches.resize(m_parts.lanes.size());
    } else {
        m_job = std::move(m_free.back());
        m_free.pop_back();
    }
}

// Keys that the store should have deleted: still to be done, before anything is written.
void Worker::takeBackErased(const StoreJob& job)
{
    for (const FeatureBatch& batch : job.batches) {
        for (const FeatureBatch::Entry& entry : batch.entries()) {
            if (entry.fieldCount == 0) m_erased.emplace_back(batch.partition, std::string(batch.text(entry.key)));
        }
    }
}

void Worker::followStore()
{
    if (m_parts.store.phase.load(std::memory_order_acquire) != StorePhase::Recovering) return;
    const std::uint64_t recovery = m_parts.store.recovery.load(std::memory_order_acquire);
    if (recovery == m_recovery) return;
    m_recovery = recovery;
    m_recoveryEnded = false;
    if (m_parts.store.lostValues.load(std::memory_order_acquire)) markAll();
}

void Worker::markAll()
{
    m_shoppers.forEach([this](SlotRef ref, ShopperSlot& slot) { mark(ref, slot); });
}

// The store may not hold what was written of this shopper: all of it is written again.
void Worker::mark(SlotRef ref, ShopperSlot& slot)
{
    slot.held = {};
    if (slot.dirty) return;
    slot.dirty = true;
    m_marked.push_back(ref);
}

void Worker::writeSlot(ShopperSlot& slot)
{
    FeatureBatch& batch = batchOf(slot.partition);
    // Erased first: a session that was closed and opened again within one batch is written anew.
    for (const EventTime start : slot.erased) {
        if (slot.held.first == start) slot.held.session = false;
        m_key.clear();
        redis::appendSessionKey(m_key, slot.partition, slot.shopper, start);
        batch.erase(m_key);
    }
    slot.erased.clear();
    m_key.clear();
    redis::appendUserKey(m_key, slot.partition, slot.shopper);
    m_featureText.writeShopper(batch, m_key, slot.state, intakeOf(slot.partition).watermark, slot.held);
    for (const auto& session : slot.state.sessions.sessions()) {
        if (session.closed) continue;
        m_key.clear();
        redis::appendSessionKey(m_key, slot.partition, slot.shopper, session.first);
        m_featureText.writeSession(batch, m_key, session, slot.held);
    }
}

void Worker::writeTouched(bool away)
{
    for (const SlotRef ref : m_touched) {
        ShopperSlot* slot = m_shoppers.get(ref);
        if (!slot) continue;
        slot->touched = false;
        if (away) {
            mark(ref, *slot);
            continue;
        }
        writeSlot(*slot);
        m_job->touched.push_back(ref);
    }
    m_touched.clear();
}

void Worker::writeMarked()
{
    for (std::size_t written = 0; written < m_options.rewriteBatch && !m_marked.empty(); ++written) {
        const SlotRef ref = m_marked.back();
        m_marked.pop_back();
        ShopperSlot* slot = m_shoppers.get(ref);
        if (!slot || !slot->dirty) continue;
        slot->dirty = false;
        writeSlot(*slot);
        m_job->touched.push_back(ref);
    }
}

void Worker::writeErased()
{
    for (const auto& [partition, key] : m_erased) batchOf(partition).erase(key);
    m_erased.clear();
}

void Worker::sendJob()
{
    const bool behind = !m_recoveryEnded; // the store still lacks values: none of this moves its position
    const bool away = m_parts.store.phase.load(std::memory_order_acquire) == StorePhase::Away
        || m_recovery != m_parts.store.recovery.load(std::memory_order_acquire);
    if (!away) writeErased(); // first: what is written now under the same key stays
    writeTouched(away);
    if (behind && !away) {
        writeMarked();
        m_job->endsRecovery = m_recoveryEnded = m_marked.empty();
    }
    const bool anyValue = std::any_of(m_job->batches.begin(), m_job->batches.end(), [](const FeatureBatch& b) { return !b.empty(); });
    if (!anyValue && m_job->events.rows.empty() && !m_job->endsRecovery) return;
    m_job->recovery = m_recovery;
    for (const auto& intake : m_intakes) {
        if (!intake) continue;
        FeatureBatch& batch = batchOf(intake->partition);
        batch.partition = intake->partition;
        batch.incarnation = m_options.incarnation;
        batch.next = intake->gate.next().value;
        batch.position = !behind  ? FeatureBatch::PositionRule::Advance
            : m_job->endsRecovery ? FeatureBatch::PositionRule::Set
                                  : FeatureBatch::PositionRule::Leave;
    }
    m_parts.output.push(std::move(m_job));
    takeBack();
}

} // namespace tailrace::runtime
