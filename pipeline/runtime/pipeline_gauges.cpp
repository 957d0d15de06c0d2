// SPDX-License-Identifier: Apache-2.0
// What the pipeline says of itself: ledger, lag, fill of the queues, state of the servers.
#include <algorithm>
#include <iterator>
#include <thread>

#include "pipeline/report/number_format.h"
#include "pipeline/runtime/ledger_sum.h"
#include "pipeline/runtime/pipeline.h"
#include "pipeline/runtime/worker_set.h"

namespace tailrace::runtime {
namespace {

telemetry::ServerState stateOf(StorePhase phase)
{
    using State = telemetry::ServerState::State;
    switch (phase) {
    case StorePhase::Up: return {State::Up, "Redis answers."};
    case StorePhase::Away: return {State::Away, "Redis does not answer. Features are kept in memory and written when it is back."};
    case StorePhase::Recovering: return {State::Recovering, "Redis answers again; values that it lacks are being written."};
    }
    return {};
}

double queueFill(const collector::CollectorStatus& status)
{
    return status.queueLimit ? static_cast<double>(status.queuedBytes) / static_cast<double>(status.queueLimit) : 0;
}

// When the oldest event of a partition that no worker has decided was durable; nothing: there is none.
std::optional<Stamp> undecidedSince(const HopLane& lane)
{
    const std::uint64_t decided = lane.decidedNext.load(std::memory_order_acquire);
    if (decided >= lane.durableNext.load(std::memory_order_acquire)) return std::nullopt;
    Stamp since = lane.durableAt.get(Sequence(decided));
    // So far behind that the stamp is overwritten: it came after the one before it.
    if (since == Stamp{}) since = fromNanos(lane.decidedCollected.load(std::memory_order_relaxed));
    return since == Stamp{} ? std::nullopt : std::optional(since);
}

constexpr auto JournalCalm = std::chrono::seconds(1); // without a refusal: it keeps up again

} // namespace

WorkerCounts Pipeline::workerCounts() const
{
    WorkerCounts counts;
    for (const auto& set : m_workers) counts += set->worker->counts();
    return counts;
}

std::uint64_t Pipeline::durableFrames() const
{
    std::uint64_t frames = 0;
    for (const auto& lane : m_lanes) frames += lane->durableNext.load(std::memory_order_acquire);
    return frames;
}

telemetry::Ledger Pipeline::ledger() const
{
    const WorkerCounts counts = workerCounts();
    // The collector says what it accepted a moment after it has told the lanes: looked at until both stand at the same group.
    collector::CollectorStatus status;
    std::uint64_t durable = 0;
    for (int attempt = 0; attempt < 50; ++attempt) {
        durable = durableFrames();
        status = m_collector->status();
        if (durable == status.frames()) break;
        std::this_thread::yield();
    }
    return ledgerOf(status, durable, counts);
}

Stamp Pipeline::oldestUndecided() const
{
    Stamp oldest = m_clock.now();
    for (const auto& lane : m_lanes) oldest = std::min(oldest, undecidedSince(*lane).value_or(oldest));
    return oldest;
}

telemetry::PartitionLags Pipeline::partitionLag() const
{
    telemetry::PartitionLags lags;
    const Stamp now = m_clock.now();
    for (const auto& lane : m_lanes) {
        const std::uint64_t decided = lane->decidedNext.load(std::memory_order_acquire); // first: it never overtakes the other
        const std::uint64_t durable = lane->durableNext.load(std::memory_order_acquire);
        const double seconds = std::chrono::duration<double>(now - undecidedSince(*lane).value_or(now)).count();
        lags.push_back({.events = durable - std::min(decided, durable), .seconds = std::max(0.0, seconds)});
    }
    return lags;
}

void Pipeline::watchLoad()
{
    const Stamp now = m_clock.now();
    const collector::CollectorStatus status = m_collector->status();
    // What is refused by hand says nothing of the journal.
    if (std::exchange(m_refused, status.refused) != status.refused && !m_collector->isRefusing()) m_refusedAt = now;
    const bool refused = m_refusedAt != Stamp{} && now - m_refusedAt < JournalCalm;
    m_shedding.observe({.lagSeconds = std::chrono::duration<double>(now - oldestUndecided()).count(),
        .journalKeepsUp = status.storing && !refused});
}

void Pipeline::gauges(telemetry::Snapshot& snapshot) const
{
    snapshot.lagEvents = snapshot.ledger.inFlight;
    snapshot.lagSeconds = std::chrono::duration<double>(m_clock.now() - oldestUndecided()).count();
    snapshot.partitionLag = partitionLag();
    snapshot.queueFill["collector"] = queueFill(m_collector->status());
    for (std::int32_t p = 0; p < m_options.partitions; ++p) snapshot.queueFill["flight p" + std::to_string(p)] = m_feeder->fill(p);
    StorePhase worst = StorePhase::Up;
    double storeFill = 0;
    for (const auto& set : m_workers) {
        const StorePhase phase = set->status.phase.load(std::memory_order_relaxed);
        if (phase == StorePhase::Away || worst == StorePhase::Up) worst = phase;
        storeFill = std::max(storeFill, static_cast<double>(set->toStore.weight()) / static_cast<double>(set->toStore.limit()));
    }
    snapshot.queueFill["store"] = storeFill;
    snapshot.queueFill["requests"] = static_cast<double>(m_requests.weight()) / static_cast<double>(m_requests.limit());
    snapshot.redis = stateOf(worst);
    snapshot.kafka = brokerState();
}

telemetry::ServerState Pipeline::brokerState() const
{
    using State = telemetry::ServerState::State;
    const BrokerHealth& health = m_servers->brokerHealth();
    if (const auto since = health.awaySince()) {
        const double seconds = std::chrono::duration<double>(m_clock.now() - *since).count();
        return {State::Away,
            health.name() + " does not answer for " + report::fixed(seconds, 0)
                + " s. Accepted events wait in the journal until it is back."};
    }
    return {State::Up, m_servers->embeddedBroker() ? "Embedded broker at " + m_servers->brokerAddress() : health.name()};
}

void Pipeline::beginMeasuring(Stamp origin, std::function<std::uint64_t()> offered)
{
    RunMonitor::Sources sources{.latency = {&m_recommendLatency},
        .traces = {&m_recommendTraces},
        .ledger = [this] { return ledger(); },
        .gauges = [this](telemetry::Snapshot& snapshot) { gauges(snapshot); },
        .sparse = [this] { return m_shedding.isGivenUp(degrade::Shed::UiDetail); },
        .offered = std::move(offered)};
    for (const auto& set : m_workers) {
        sources.latency.push_back(&set->latency);
        sources.traces.push_back(&set->traces);
    }
    m_refused = m_collector->status().refused;
    m_monitor = std::make_unique<RunMonitor>(std::move(sources), m_incidents, m_clock, origin, m_options.seed);
    m_monitor->start();
    m_origin = origin;
    m_hasIncidents = !m_options.incidents.empty();
    m_incidentPlayer = std::make_unique<IncidentPlayer>(m_options.incidents, origin, *m_incidentActions, m_incidents, m_clock);
}

std::vector<std::string> Pipeline::notes() const
{
    std::vector<std::string> notes;
    std::uint64_t notMeasured = 0;
    std::uint64_t undecodable = 0;
    for (const auto& set : m_workers) {
        notMeasured += set->writer->notMeasured();
        const WorkerCounts counts = set->worker->counts();
        undecodable += counts.shards.undecodable + counts.shards.unreadMoves;
    }
    if (notMeasured > 0) {
        notes.push_back("Freshness of " + std::to_string(notMeasured)
            + " events is not measured: the feature store was away, and did not come back or too many events waited for it.");
    }
    if (undecodable > 0)
        notes.push_back(std::to_string(undecodable) + " accepted events could not be read by a worker; they count as lost.");
    if (const std::uint64_t coalesced = workerCounts().coalesced; coalesced > 0) {
        notes.push_back("Under lag the values of " + report::grouped(coalesced)
            + " events waited for those of later ones, so that each shopper was written once: for at most "
            + std::to_string(m_options.coalesce.count()) + " ms, which stands in stage 3.");
    }
    if (const std::uint64_t side = m_side.notDelivered(); side > 0) {
        notes.push_back(std::to_string(side)
            + " records of side topics were not taken by the broker: session updates and exposures among them are not sent again and are "
              "missing.");
    }
    if (m_feeder->deadLettersFedTo() < m_journal->durablePosition())
        notes.emplace_back(
            "The broker had not confirmed all dead letters at the end: some may be missing in their topic. The journal holds all.");
    if (m_dump) {
        notes.push_back("Raw stamps: " + std::to_string(m_dump->written()) + " records in " + m_dump->file().string() + ", "
            + std::to_string(m_dump->dropped()) + " dropped"
            + (m_dump->failure()            ? ": " + m_dump->failure()->context()
                    : m_dump->dropped() > 0 ? ": the disk did not keep up. Percentiles recomputed from it differ."
                                            : "."));
    }
    if (m_cuts) std::ranges::move(m_cuts->notes(), std::back_inserter(notes));
    if (isPublished()) {
        notes.emplace_back(
            "The published profile writes the accelerators' keys, from one partition and one worker, whatever --workers says. "
            "The recommender reads the tailrace layout only: it finds no shopper, and all recommendations come from popularity.");
    }
    const RecommendCounts& counts = m_recommender->counts();
    notes.push_back("Recommendations: " + std::to_string(counts.personalised.load()) + " personalised, "
        + std::to_string(counts.popularity.load()) + " from popularity, " + std::to_string(counts.empty.load()) + " empty.");
    return notes;
}

} // namespace tailrace::runtime
