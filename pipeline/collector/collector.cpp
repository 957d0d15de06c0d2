// SPDX-License-Identifier: Apache-2.0
#include "pipeline/collector/collector.h"

#include <algorithm>
#include <utility>

#include "pipeline/base/named_thread.h"
#include "pipeline/telemetry/cpu_clock.h"

namespace tailrace::collector {

namespace {

constexpr std::size_t MostSpareBatches = 128;

} // namespace

Collector::Collector(journal::JournalWriter& journal, const Clock& clock, CollectedListener& listener, Logger logger,
    CollectorOptions options)
    : m_journal(journal),
      m_clock(clock),
      m_listener(listener),
      m_logger(std::move(logger)),
      m_options(options),
      m_queue(options.queueBytes),
      m_intake(journal, options.partitionOf, options.rules, options.stitch, clock.now()),
      m_recalled(std::async(std::launch::async, [this] { return m_intake.recall(); }))
{}

Collector::~Collector() { stop(); }

void Collector::start(const CollectedCounts& before)
{
    const std::lock_guard lock(m_mutex);
    if (m_stopped || m_thread.joinable()) return;
    static_cast<CollectedCounts&>(m_status) = before;
    m_thread = namedThread("collector", [this](const std::stop_token&) { run(); });
}

void Collector::stop()
{
    std::jthread thread;
    {
        const std::lock_guard lock(m_mutex);
        m_stopped = true;
        thread = std::move(m_thread);
    }
    m_queue.close();
    if (thread.joinable()) thread.join();
    // Taken, but never started: handed back.
    m_groupBegin = 0;
    if (m_queue.popAll(m_taken, std::chrono::seconds(0))) refuse(m_taken.size(), Error(ErrorCode::Closed, "the collector has stopped"));
}

bool Collector::submit(SubmissionBatch& batch)
{
    if (batch.empty()) return true;
    const std::size_t texts = batch.items().size();
    const std::size_t bytes = batch.bytes();
    {
        const std::lock_guard lock(m_mutex);
        if (isRefusing() || m_refusedBytes >= m_options.queueBytes) {
            m_status.refused += texts;
            return false;
        }
        ++m_status.unsettled; // before the collector's thread can be done with it
    }
    const bool taken = m_queue.tryPush(std::move(batch), std::max<std::size_t>(bytes, 1));
    const std::lock_guard lock(m_mutex);
    if (!taken) {
        --m_status.unsettled;
        m_status.refused += texts;
        return false;
    }
    batch = SubmissionBatch{};
    if (!m_spare.empty()) {
        batch = std::move(m_spare.back());
        m_spare.pop_back();
    }
    return true;
}

bool Collector::takeRefused(SubmissionBatch& batch)
{
    const std::lock_guard lock(m_mutex);
    if (m_refused.empty()) return false;
    batch = std::move(m_refused.front());
    m_refused.erase(m_refused.begin());
    m_refusedBytes -= batch.bytes();
    return true;
}

CollectorStatus Collector::status() const
{
    CollectorStatus status;
    {
        const std::lock_guard lock(m_mutex);
        status = m_status;
    }
    status.queuedBytes = m_queue.weight();
    status.queueLimit = m_queue.limit();
    status.durable = m_journal.durablePosition();
    return status;
}

void Collector::run()
{
    if (const auto recalled = m_recalled.get(); !recalled) {
        m_logger.error("whose earlier events are cannot be read back from the journal: " + recalled.error().message());
    }
    while (m_queue.popAll(m_taken, m_options.tickEvery)) {
        collect();
        m_cpuSeconds.store(std::chrono::duration<double>(telemetry::callingThreadCpuTime()).count(), std::memory_order_relaxed);
    }
}

void Collector::collect()
{
    m_groupBegin = 0;
    for (std::size_t i = 0; i < m_taken.size(); ++i) {
        m_intake.take(m_taken[i], m_clock.now(), m_clock.wallNow());
        if (m_journal.groupBytes() >= m_options.groupBytes) finishGroup(i + 1);
    }
    m_intake.tick(m_clock.now(), m_options.tickEvery);
    m_groupMarksCut = m_cutWanted.load(std::memory_order_acquire) && m_intake.markCut();
    if (m_journal.groupBytes() > 0) finishGroup(m_taken.size());
}

void Collector::finishGroup(std::size_t end)
{
    const auto durable = m_journal.makeDurable();
    if (durable) {
        tellAndPublish();
        count(m_intake.group());
        recycle(end); // last: nothing is unsettled any more that is not counted
        m_intake.settle();
    } else {
        m_intake.forget();
        m_groupMarksCut = false; // the wish stays
        refuse(end, durable.error());
    }
    m_groupBegin = end;
}

void Collector::tellAndPublish()
{
    const Stamp now = m_clock.now();
    const auto& runs = m_intake.group().runs;
    for (std::size_t p = 0; p < runs.size(); ++p) {
        if (runs[p].count > 0) m_listener.durable(Partition(static_cast<std::int32_t>(p)), runs[p].first, runs[p].count, now);
    }
    if (std::exchange(m_groupMarksCut, false)) tellOfMark();
    m_journal.publish();
    m_listener.committed(m_journal.durablePosition());
}

void Collector::tellOfMark()
{
    CutMark mark{.position = m_journal.expectedPosition(), .watermark = m_journal.watermark(), .next = {}, .accepted = 0};
    for (std::int32_t p = 0; p < m_journal.partitions(); ++p) mark.next.push_back(m_journal.nextSequence(Partition(p)));
    mark.accepted = status().accepted + m_intake.group().accepted;
    m_cutWanted.store(false, std::memory_order_release); // before it is told: whoever hears may wish for the next one
    m_listener.cutMarked(mark);
}

void Collector::count(const GroupContent& group)
{
    const std::lock_guard lock(m_mutex);
    m_status.received += group.received;
    m_status.malformed += group.malformed;
    m_status.accepted += group.accepted;
    m_status.moved += group.moved;
    ++m_status.groups;
    m_status.lastGroup = group.received;
    // A tick alone may still fit where no event does.
    if (group.received > 0 && !std::exchange(m_status.storing, true)) m_logger.info("the journal stores again");
    if (group.unmoved > 0) m_logger.warning(std::to_string(group.unmoved) + " events stay with their old owner: they cannot be read back");
}

void Collector::refuse(std::size_t end, const Error& error)
{
    const std::lock_guard lock(m_mutex);
    m_status.unsettled -= end - m_groupBegin;
    for (std::size_t i = m_groupBegin; i < end; ++i) {
        m_status.refused += m_taken[i].items().size();
        m_refusedBytes += m_taken[i].bytes();
        m_refused.push_back(std::move(m_taken[i]));
    }
    if (std::exchange(m_status.storing, false)) m_logger.error("new events are refused: " + error.message());
}

void Collector::recycle(std::size_t end)
{
    const std::lock_guard lock(m_mutex);
    m_status.unsettled -= end - m_groupBegin;
    for (std::size_t i = m_groupBegin; i < end && m_spare.size() < MostSpareBatches; ++i) {
        m_taken[i].clear();
        m_spare.push_back(std::move(m_taken[i]));
    }
}

} // namespace tailrace::collector
