// SPDX-License-Identifier: Apache-2.0
#include "pipeline/runtime/store_writer.h"

#include <algorithm>
#include <utility>

#include "pipeline/base/named_thread.h"
#include "pipeline/runtime/stamp_records.h"
#include "pipeline/runtime/trace_text.h"

namespace tailrace::runtime {

StoreWriter::StoreWriter(Parts parts, StoreWriterOptions options) : m_parts(parts), m_options(std::move(options))
{
    for (const Partition partition : m_options.partitions) {
        m_written.resize(std::max(m_written.size(), static_cast<std::size_t>(partition.value) + 1));
    }
}

StoreWriter::~StoreWriter()
{
    m_parts.input.close();
    join();
}

void StoreWriter::start()
{
    if (m_thread.joinable()) return;
    m_thread = namedThread("store-writer", [this](const std::stop_token&) { run(); });
}

void StoreWriter::join()
{
    if (m_thread.joinable()) m_thread.join();
}

void StoreWriter::run()
{
    std::vector<std::unique_ptr<StoreJob>> jobs;
    bool open = true;
    while (open) {
        const bool away = m_parts.status.phase.load(std::memory_order_relaxed) == StorePhase::Away;
        open = m_parts.input.popAll(jobs, away ? m_options.probe : m_options.idle);
        for (auto& job : jobs) {
            handle(*job);
            m_parts.returned.push(std::move(job));
        }
        if (away) probe();
        if (jobs.empty() && m_parts.status.phase.load(std::memory_order_relaxed) == StorePhase::Up) lookAfter();
    }
    m_notMeasured.fetch_add(m_waiting.size(), std::memory_order_relaxed);
}

void StoreWriter::handle(StoreJob& job)
{
    job.events.leavePastOut();
    const bool current = job.recovery == m_parts.status.recovery.load(std::memory_order_relaxed);
    if (m_parts.status.phase.load(std::memory_order_relaxed) == StorePhase::Away || !current) {
        job.failed = std::any_of(job.batches.begin(), job.batches.end(), [](const FeatureBatch& b) { return !b.empty(); });
        keepWaiting(job.events);
        forwardRequests(job.events, false);
        return;
    }
    const Stamp started = m_parts.clock.now();
    if (!write(job)) {
        job.failed = true;
        const Stamp gaveUp = m_parts.clock.now();
        for (telemetry::EventStamps& s : job.events.stamps) {
            s.storeStarted = started;
            s.stored = gaveUp;
        }
        keepWaiting(job.events);
        forwardRequests(job.events, false);
        return;
    }
    const Stamp at = m_parts.clock.now();
    stored(job.events, started, at);
    if (job.endsRecovery && m_parts.status.phase.load(std::memory_order_relaxed) == StorePhase::Recovering) {
        m_parts.status.phase.store(StorePhase::Up, std::memory_order_release);
        m_parts.incidents.add(at, "store recovered", "The feature store holds every shopper's current values again.");
        settleWaiting(at);
    }
}

bool StoreWriter::write(StoreJob& job)
{
    m_batches.clear();
    for (const FeatureBatch& batch : job.batches) {
        if (!batch.empty() || (job.endsRecovery && batch.incarnation == m_options.incarnation)) m_batches.push_back(&batch);
    }
    if (m_batches.empty()) return true;
    if (auto written = m_parts.store.write(m_batches, m_outcomes); !written) {
        lose(written.error());
        return false;
    }
    for (const FeatureBatch* batch : m_batches) {
        if (batch->position != FeatureBatch::PositionRule::Leave) m_written[static_cast<std::size_t>(batch->partition.value)] = batch->next;
    }
    return true;
}

void StoreWriter::stored(EventRows& events, Stamp started, Stamp at)
{
    if (events.rows.empty()) return;
    for (telemetry::EventStamps& s : events.stamps) {
        s.storeStarted = started;
        s.stored = at + m_options.plantedError;
        telemetry::monotone(s, false);
    }
    m_parts.latency.recordStored(events.stamps);
    dump(telemetry::DumpPart::Stored, events.rows, events.stamps);
    if (m_parts.latency.isEnabled()) {
        auto offer = m_parts.traces.open();
        for (std::size_t i = 0; i < events.rows.size(); ++i) {
            if (events.rows[i].request) continue; // kept when it is rendered
            if (const auto interest = offer.wants(false, at - events.stamps[i].due)) offer.keep(traceOf(events, i, {}), interest);
        }
    }
    forwardRequests(events, true);
}

void StoreWriter::forwardRequests(const EventRows& events, bool storeUsable)
{
    RequestBatch requests{.events = {}, .storeUsable = storeUsable};
    const Stamp now = m_parts.clock.now();
    for (std::size_t i = 0; i < events.rows.size(); ++i) {
        if (!events.rows[i].request) continue;
        requests.events.add(events, i);
        telemetry::EventStamps& s = requests.events.stamps.back();
        if (s.stored == Stamp{}) s.storeStarted = s.stored = now; // the store is away: it was not waited for
    }
    if (requests.events.rows.empty()) return;
    const std::size_t weight = requests.events.rows.size();
    m_parts.requests.push(std::move(requests), weight);
}

void StoreWriter::dump(telemetry::DumpPart part, std::span<const EventRow> rows, std::span<const telemetry::EventStamps> stamps)
{
    if (m_parts.dump) m_parts.dump->add(stampRecords(part, rows, stamps));
}

void StoreWriter::keepWaiting(EventRows& events)
{
    for (telemetry::EventStamps& stamps : events.stamps) telemetry::monotoneToComputed(stamps);
    m_parts.latency.recordComputed(events.stamps);
    dump(telemetry::DumpPart::Computed, events.rows, events.stamps);
    const std::size_t room = m_options.waitingEvents - std::min(m_options.waitingEvents, m_waiting.size());
    const std::size_t kept = std::min(room, events.stamps.size());
    m_waiting.insert(m_waiting.end(), events.stamps.begin(), events.stamps.begin() + static_cast<std::ptrdiff_t>(kept));
    if (m_parts.dump)
        m_waitingRows.insert(m_waitingRows.end(), events.rows.begin(), events.rows.begin() + static_cast<std::ptrdiff_t>(kept));
    m_notMeasured.fetch_add(events.stamps.size() - kept, std::memory_order_relaxed);
}

void StoreWriter::settleWaiting(Stamp at)
{
    for (telemetry::EventStamps& s : m_waiting) {
        if (s.storeStarted == Stamp{}) s.storeStarted = at;
        s.stored = at;
        telemetry::monotone(s, false);
    }
    m_parts.latency.recordWritten(m_waiting);
    dump(telemetry::DumpPart::Written, m_waitingRows, m_waiting);
    m_waitingRows.clear();
    m_waitingRows.shrink_to_fit();
    m_waiting.clear();
    m_waiting.shrink_to_fit();
}

void StoreWriter::lose(const Error& error)
{
    m_parts.status.recovery.fetch_add(1, std::memory_order_acq_rel);
    m_parts.status.phase.store(StorePhase::Away, std::memory_order_release);
    m_parts.incidents.add(m_parts.clock.now(), "store away",
        "The feature store does not answer (" + error.message()
            + "). Features are kept in memory and written when it is back; recommendations come from popularity.");
    m_nextProbe = m_parts.clock.now() + m_options.probe;
}

// A store that died while nothing was written would be found out by the next event only, and until then hold nothing.
void StoreWriter::lookAfter()
{
    const auto lost = lacksValues();
    const bool wasSilent = std::exchange(m_isSilent, !lost);
    if (!lost && wasSilent) lose(lost.error()); // once may be a moment's load
    if (lost && *lost) lose(Error(ErrorCode::Unavailable, "it has started anew, and is empty"));
}

Result<bool> StoreWriter::lacksValues()
{
    bool lostValues = false;
    for (const Partition partition : m_options.partitions) {
        const auto cell = m_parts.store.cell(partition);
        if (!cell) return cell.error();
        const std::uint64_t written = m_written[static_cast<std::size_t>(partition.value)];
        lostValues |= written > 0 && (cell->incarnation != m_options.incarnation || cell->next < written);
    }
    return lostValues;
}

void StoreWriter::probe()
{
    if (m_parts.clock.now() < m_nextProbe) return;
    m_nextProbe = m_parts.clock.now() + m_options.probe;
    const auto lost = lacksValues();
    if (!lost) return;
    const bool lostValues = *lost;
    m_parts.status.lostValues.store(lostValues, std::memory_order_relaxed);
    m_parts.status.phase.store(StorePhase::Recovering, std::memory_order_release);
    m_parts.incidents.add(m_parts.clock.now(), "store back",
        lostValues ? "The feature store answers again, but its values are gone; all live shoppers are written again."
                   : "The feature store answers again; the shoppers that changed meanwhile are written.");
}

} // namespace tailrace::runtime
