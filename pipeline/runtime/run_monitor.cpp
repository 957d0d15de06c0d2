// SPDX-License-Identifier: Apache-2.0
#include "pipeline/runtime/run_monitor.h"

#include <algorithm>

#include "pipeline/base/named_thread.h"

namespace tailrace::runtime {
namespace {

constexpr auto Tick = std::chrono::milliseconds(100);
constexpr std::uint64_t SparseEvery = 5;  // ticks, while detail is given up
constexpr std::size_t TraceCapacity = 50; // slowest and fair ones, of either population

double seconds(std::chrono::nanoseconds span) { return std::chrono::duration<double>(span).count(); }

} // namespace

RunMonitor::RunMonitor(Sources sources, const IncidentLog& incidents, const Clock& clock, Stamp origin, std::uint64_t seed)
    : m_sources(std::move(sources)),
      m_incidents(incidents),
      m_clock(clock),
      m_origin(origin),
      m_firstSecond(static_cast<int>(std::max(std::chrono::nanoseconds(0), clock.now() - origin) / std::chrono::seconds(1))),
      m_samples(TraceCapacity, seed),
      m_ledgerBefore(m_sources.ledger()),
      m_secondBegan(std::max(origin, clock.now()))
{}

RunMonitor::~RunMonitor() { stop(); }

void RunMonitor::start()
{
    if (m_thread.joinable()) return;
    m_thread = namedThread("monitor", [this](const std::stop_token& stop) { run(stop); });
}

void RunMonitor::stop()
{
    if (!m_thread.joinable()) return;
    m_thread.request_stop();
    m_wakeup.wake();
    m_thread.join();
}

void RunMonitor::run(const std::stop_token& stop)
{
    Stamp next = m_clock.now();
    while (!stop.stop_requested()) {
        next += Tick;
        waitForTick(stop, next);
        if (!stop.stop_requested()) gather(Second::GoesOn);
    }
    gather(Second::Ends); // also what was measured since the last tick
}

void RunMonitor::waitForTick(const std::stop_token& stop, Stamp until)
{
    while (!stop.stop_requested()) {
        const Stamp now = m_clock.now();
        if (now >= until) return;
        m_wakeup.wait(until - now);
    }
}

void RunMonitor::gather(Second second)
{
    for (telemetry::LatencyRecorder* recorder : m_sources.latency) mergeInto(m_thisSecond, recorder->collect());
    for (telemetry::TraceReservoir* reservoir : m_sources.traces) m_samples.merge(reservoir->take());

    auto snapshot = std::make_shared<telemetry::Snapshot>();
    snapshot->sequence = ++m_sequence;
    snapshot->at = m_clock.now();
    snapshot->secondsSinceStart = seconds(snapshot->at - m_origin);
    snapshot->ledger = m_sources.ledger();
    m_sources.gauges(*snapshot);
    // By the run's clock, not by the second before: a tick that comes late must not make all later seconds longer.
    const Stamp due = m_origin + std::chrono::seconds(m_firstSecond) + std::chrono::seconds(m_seconds.size() + 1);
    if (second == Second::Ends || snapshot->at >= due) closeSecond(*snapshot);
    snapshot->offeredPerSecond = m_offeredRate;
    snapshot->appliedPerSecond = m_appliedRate;
    snapshot->cumulative = m_total;
    mergeInto(snapshot->cumulative, m_thisSecond);
    snapshot->lastSecond = m_lastSecond;
    snapshot->closedSeconds = static_cast<std::uint64_t>(m_firstSecond) + m_seconds.size();
    noteIncidents();
    snapshot->incidents = m_incidentNotes;
    snapshot->traces = m_samples.traces(telemetry::Snapshot::MaximumTraces);
    const bool isShown = !m_sources.sparse || !m_sources.sparse() || second == Second::Ends || m_sequence % SparseEvery == 0;
    if (isShown) m_cell.publish(std::move(snapshot));
}

void RunMonitor::noteIncidents()
{
    const std::uint64_t changes = m_incidents.changes();
    if (std::exchange(m_incidentChanges, changes) == changes) return;
    auto notes = std::make_shared<telemetry::IncidentNotes>();
    for (const IncidentLog::Entry& entry : m_incidents.entries())
        notes->push_back({seconds(entry.at - m_origin), entry.kind, entry.words(m_origin)});
    m_incidentNotes = std::move(notes);
}

void RunMonitor::closeSecond(const telemetry::Snapshot& snapshot)
{
    const double span = seconds(snapshot.at - m_secondBegan);
    const std::uint64_t offered = m_sources.offered();
    if (span > 0) {
        m_offeredRate = static_cast<double>(offered - m_offeredBefore) / span;
        // The count is read worker by worker and may stand a little lower than a moment ago: no rate then, not one of 2^64.
        const std::uint64_t before = std::min(m_ledgerBefore.applied, snapshot.ledger.applied);
        m_appliedRate = static_cast<double>(snapshot.ledger.applied - before) / span;
    }
    m_offeredBefore = offered;
    m_ledgerBefore = snapshot.ledger;
    m_secondBegan = snapshot.at;

    m_lastSecond = std::move(m_thisSecond);
    m_thisSecond.clear();
    mergeInto(m_total, m_lastSecond);
    m_seconds.push_back({.second = m_firstSecond + static_cast<int>(m_seconds.size()),
        .series = telemetry::PackedSeries(m_lastSecond),
        .ledger = snapshot.ledger,
        .offeredPerSecond = m_offeredRate,
        .appliedPerSecond = m_appliedRate,
        .lagEvents = snapshot.lagEvents,
        .lagSeconds = snapshot.lagSeconds,
        .partitionLag = snapshot.partitionLag,
        .queueFill = snapshot.queueFill});
}

void RunMonitor::fill(report::RunRecord& record) const
{
    record.origin = m_origin;
    record.series = m_total;
    record.seconds = m_seconds;
    record.traces = m_samples.traces(telemetry::Snapshot::MaximumTraces);
    record.ledger = m_ledgerBefore;
    for (const IncidentLog::Entry& entry : m_incidents.entries()) {
        record.incidents.push_back({seconds(entry.at - m_origin), entry.kind, entry.words(m_origin)});
    }
}

} // namespace tailrace::runtime
