// SPDX-License-Identifier: Apache-2.0
// The worker's side of the feature store: what a batch writes, and what is written again after the store was away.
#include <algorithm>

#include "pipeline/runtime/worker.h"

namespace tailrace::runtime {

void Worker::takeBack()
{
    m_parts.returned.popAll(m_returned, std::chrono::milliseconds(0));
    for (auto& job : m_returned) {
        if (job->failed) {
            for (const auto& intake : m_intakes) {
                if (!intake) continue;
                const auto at = static_cast<std::size_t>(intake->partition.value);
                intake->shard.giveBack(job->written[at], job->batches[at]);
            }
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
        m_job->written.resize(m_parts.lanes.size());
    } else {
        m_job = std::move(m_free.back());
        m_free.pop_back();
    }
}

void Worker::followStore()
{
    if (m_parts.store.phase.load(std::memory_order_acquire) != StorePhase::Recovering) return;
    const std::uint64_t recovery = m_parts.store.recovery.load(std::memory_order_acquire);
    if (recovery == m_recovery) return;
    m_recovery = recovery;
    m_recoveryEnded = false;
    if (!m_parts.store.lostValues.load(std::memory_order_acquire)) return;
    for (const auto& intake : m_intakes) {
        if (intake) intake->shard.markAll();
    }
}

// True: the store lacks nothing any more.
bool Worker::writeMarked()
{
    std::size_t room = m_options.rewriteBatch;
    bool complete = true;
    for (const auto& intake : m_intakes) {
        if (!intake) continue;
        const auto at = static_cast<std::size_t>(intake->partition.value);
        const std::size_t before = m_job->written[at].size();
        intake->shard.rewrite(m_job->batches[at], room, m_job->written[at]);
        room -= m_job->written[at].size() - before;
        complete = complete && intake->shard.lacksNothing();
    }
    return complete;
}

bool Worker::storeIsAway() const
{
    return m_parts.store.phase.load(std::memory_order_acquire) == StorePhase::Away
        || m_recovery != m_parts.store.recovery.load(std::memory_order_acquire);
}

// What falls due for very many at once goes ahead in parts, values only: the events wait for the last of them.
void Worker::sendAhead()
{
    EventRows events;
    for (const auto& intake : m_intakes) {
        while (intake && intake->shard.overflows() && !storeIsAway()) {
            const auto at = static_cast<std::size_t>(intake->partition.value);
            std::swap(events, m_job->events);
            intake->shard.write(m_job->batches[at], m_job->written[at]);
            label(FeatureBatch::PositionRule::Leave);
            m_parts.output.push(std::move(m_job));
            takeBack();
            std::swap(events, m_job->events);
        }
    }
}

void Worker::label(FeatureBatch::PositionRule rule)
{
    m_job->recovery = m_recovery;
    for (const auto& intake : m_intakes) {
        if (!intake) continue;
        FeatureBatch& batch = m_job->batches[static_cast<std::size_t>(intake->partition.value)];
        batch.partition = intake->partition;
        batch.incarnation = m_options.incarnation;
        batch.next = intake->gate.next().value;
        batch.position = rule;
    }
}

// Under lag a shopper's changes are gathered for a while and written once. What waits goes when nothing more comes.
bool Worker::isWriteDue()
{
    m_coalescing.observe(m_collected == Stamp{} ? std::chrono::nanoseconds(0) : m_now - m_collected);
    const bool due = !m_coalescing.isOn() || m_isIdle || m_coalescing.isDue(m_writtenAt, m_now)
        || m_job->events.rows.size() >= m_options.coalescedEvents;
    if (!due) return false;
    if (m_coalescing.isOn()) m_counts.coalesced += m_job->events.rows.size() - m_job->events.past();
    m_writtenAt = m_now;
    return true;
}

void Worker::sendJob()
{
    sendAhead();
    const bool behind = !m_recoveryEnded; // the store still lacks values: none of this moves its position
    const bool away = storeIsAway();
    for (const auto& intake : m_intakes) {
        if (!intake) continue;
        const auto at = static_cast<std::size_t>(intake->partition.value);
        if (away) {
            intake->shard.keepForLater();
        } else {
            intake->shard.write(m_job->batches[at], m_job->written[at]);
        }
    }
    if (behind && !away) m_job->endsRecovery = m_recoveryEnded = writeMarked();
    const bool anyValue = std::any_of(m_job->batches.begin(), m_job->batches.end(), [](const FeatureBatch& b) { return !b.empty(); });
    if (!anyValue && m_job->events.rows.empty() && !m_job->endsRecovery) return;
    label(!behind                 ? FeatureBatch::PositionRule::Advance
            : m_job->endsRecovery ? FeatureBatch::PositionRule::Set
                                  : FeatureBatch::PositionRule::Leave);
    m_parts.output.push(std::move(m_job));
    takeBack();
}

} // namespace tailrace::runtime
