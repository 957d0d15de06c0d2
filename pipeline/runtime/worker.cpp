// SPDX-License-Identifier: Apache-2.0
#include "pipeline/runtime/worker.h"

#include <algorithm>

#include "pipeline/base/named_thread.h"
#include "pipeline/event/retraction.h"
#include "pipeline/ports/collector_port.h"

namespace tailrace::runtime {
namespace {

constexpr auto IdleWait = std::chrono::milliseconds(50);
constexpr auto RefeedPause = std::chrono::milliseconds(200);

} // namespace

Worker::Worker(Parts parts, WorkerOptions options)
    : m_parts(parts),
      m_options(std::move(options)),
      m_intakes(parts.lanes.size()),
      m_coalescing(m_options.coalescing)
{
    for (const Partition partition : m_options.partitions) m_intakes[static_cast<std::size_t>(partition.value)] = makeIntake(partition);
}

std::unique_ptr<PartitionIntake> Worker::makeIntake(Partition partition) const
{
    return std::make_unique<PartitionIntake>(*m_parts.lanes[static_cast<std::size_t>(partition.value)], m_parts.features, m_parts.side,
        ShardOptions{.partition = partition,
            .rules = m_options.rules,
            .keepsChanges = m_parts.checkpoints != nullptr,
            .closedSessions = m_parts.closedSessions});
}

Worker::~Worker()
{
    m_parts.input.close();
    join();
}

void Worker::start()
{
    if (m_thread.joinable()) return;
    m_thread = namedThread("worker", [this](const std::stop_token&) { run(); });
}

void Worker::join()
{
    if (m_thread.joinable()) m_thread.join();
}

void Worker::run()
{
    bool open = true;
    while (open) {
        open = m_parts.input.popAll(m_batches, IdleWait);
        m_isIdle = m_batches.empty();
        takeBack();
        followStore();
        m_now = m_parts.clock.now();
        for (WorkBatch& batch : m_batches) {
            take(batch);
            // One call of the store stays short, however much has piled up: it has a deadline, and others wait behind it.
            if (m_job->events.rows.size() >= m_options.jobEvents) endBatch();
        }
        m_batches.clear();
        endBatch();
    }
}

void Worker::endBatch()
{
    for (const auto& intake : m_intakes) {
        if (!intake) continue;
        askForHoles(*intake);
        giveCutPart(*intake, intake->gate.next());
        intake->shard.endBatch(m_now, !m_parts.shedding || !m_parts.shedding->isGivenUp(degrade::Shed::Enrichment));
    }
    if (isWriteDue()) sendJob();
    for (const auto& intake : m_intakes) {
        if (intake) takeCheckpointPart(*intake);
    }
    m_batchEvents = 0;
    publishCounts();
}

void Worker::publishCounts()
{
    m_counts.shards = {};
    m_counts.shoppers = m_counts.decided = 0;
    for (const auto& intake : m_intakes) {
        if (!intake) continue;
        m_counts.shards += intake->shard.counts();
        m_counts.shoppers += intake->shard.shoppers();
        m_counts.decided += intake->gate.next().value;
    }
    m_counts.waiting = m_job->events.rows.size();
    m_published.publish(m_counts);
}

PartitionIntake& Worker::intakeOf(Partition partition) { return *m_intakes[static_cast<std::size_t>(partition.value)]; }

void Worker::take(WorkBatch& batch)
{
    constexpr std::size_t Together = 16;
    const std::span<kafka::Record> records(batch.records);
    for (std::size_t at = 0; at < records.size(); at += Together) {
        const auto next = records.subspan(at, std::min(Together, records.size() - at));
        expect(next);
        for (kafka::Record& record : next) take(record, batch);
    }
}

// What a shopper has lies in six places, and with many of them nothing of it in the cache.
void Worker::expect(std::span<const kafka::Record> records)
{
    constexpr std::size_t Line = 64;
    m_expected.clear();
    for (const kafka::Record& record : records) {
        m_expected.push_back({&intakeOf(record.partition()).shard, features::KeyIndex::hashOf(record.key())});
        const std::string_view value = record.value();
        for (std::size_t at = 0; at < value.size(); at += Line) __builtin_prefetch(value.data() + at);
    }
    using Step = ShopperTable::Expect;
    for (const Step step : {Step::Index, Step::Slot, Step::Contents, Step::EventIds})
        for (const Expected& expected : m_expected) expected.shard->expect(step, expected.owner);
}

void Worker::take(kafka::Record& record, const WorkBatch& batch)
{
    PartitionIntake& intake = intakeOf(record.partition());
    intake.lane.fetchedBytes[batch.generation & 1U].fetch_add(record.key().size() + record.value().size(), std::memory_order_release);
    const auto envelope = record.envelope();
    if (!envelope || envelope->incarnation != m_options.incarnation) {
        ++m_counts.foreign;
        return;
    }
    if ((envelope->flags & kafka::HopEnvelope::Tick) != 0) {
        if (envelope->sequence == intake.gate.next()) intake.shard.advance(envelope->watermark);
        return;
    }
    Arrival arrival{std::move(record), *envelope, batch.fetched};
    using Gate = kafka::SequenceGate<Arrival>;
    switch (intake.gate.offer(envelope->sequence, arrival)) {
    case Gate::Verdict::Deliver:
        apply(arrival);
        while (auto held = intake.gate.release()) apply(*held);
        break;
    case Gate::Verdict::Repeat: ++m_counts.repeats; break;
    case Gate::Verdict::Held:
    case Gate::Verdict::Dropped: break; // askForHoles() brings what is missing
    }
}

void Worker::askForHoles(PartitionIntake& intake)
{
    intake.lane.decidedNext.store(intake.gate.next().value, std::memory_order_release);
    if (!intake.gate.hasGap() || m_now - intake.refeedAsked < RefeedPause) return;
    intake.refeedAsked = m_now;
    intake.lane.refeed.store(true);
}

// What stands before `next` is applied, and nothing behind.
void Worker::giveCutPart(PartitionIntake& intake, Sequence next)
{
    if (!m_parts.cuts || !m_parts.cuts->isDue(intake.partition, next)) return;
    m_parts.cuts->describe(intake.partition, intake.shard, m_now);
    m_now = m_parts.clock.now(); // the events behind have waited, and not been computed, for so long
}

void Worker::apply(const Arrival& arrival)
{
    PartitionIntake& intake = intakeOf(arrival.record.partition());
    const kafka::HopEnvelope& envelope = arrival.envelope;
    giveCutPart(intake, envelope.sequence);
    intake.lane.decidedCollected.store(toNanos(envelope.collectStarted), std::memory_order_relaxed);
    m_collected = envelope.collectStarted;
    ++m_batchEvents;
    if ((envelope.flags & kafka::HopEnvelope::Retraction) != 0) {
        retract(intake, arrival);
        intake.shard.advance(envelope.watermark);
        return;
    }
    telemetry::EventStamps stamps;
    stamps.sessionizeStarted = m_now;
    const std::string_view value = arrival.record.value();
    m_padded.assign(value).append(SubmissionBatch::Padding, '\0');
    const bool isHandover = (envelope.flags & kafka::HopEnvelope::Handover) != 0;
    if (m_decoder.decodeAgain(std::string_view(m_padded).substr(0, value.size()), m_event) != event::DecodeStatus::Decoded) {
        intake.shard.countUnreadable(isHandover);
    } else {
        const Shard::Frame frame{
            .owner = arrival.record.key(), .watermark = envelope.watermark, .sequence = envelope.sequence, .isHandover = isHandover};
        const auto outcome = intake.shard.apply(frame, m_event, m_now);
        m_now = m_parts.clock.now();
        if (outcome == sessionize::Outcome::Applied && !isHandover) applied(intake, arrival, m_event, stamps);
    }
    intake.shard.advance(envelope.watermark);
}

void Worker::retract(PartitionIntake& intake, const Arrival& arrival)
{
    const auto retraction = event::readRetraction(arrival.record.value());
    if (!retraction) {
        intake.shard.countUnreadable(true);
        return;
    }
    intake.shard.retract({.owner = arrival.record.key(), .watermark = arrival.envelope.watermark, .sequence = arrival.envelope.sequence},
        {.eventId = retraction->eventId, .newOwner = retraction->newOwner, .at = retraction->at}, m_now);
}

void Worker::applied(PartitionIntake& intake, const Arrival& arrival, const event::Event& event, telemetry::EventStamps& stamps)
{
    const kafka::HopEnvelope& envelope = arrival.envelope;
    const Stamp delivered = intake.lane.deliveredAt.get(envelope.sequence);
    stamps.due = envelope.due;
    stamps.offered = envelope.due + envelope.lateness;
    stamps.collectStarted = envelope.collectStarted;
    stamps.durable = envelope.durable;
    stamps.produceStarted = envelope.produceStarted;
    stamps.collected = delivered == Stamp{} ? arrival.fetched : std::min(delivered, arrival.fetched);
    stamps.computed = m_now;
    m_job->events.add(event, arrival.record.key(),
        EventRow{.request = (envelope.flags & kafka::HopEnvelope::WantsRecommendation) != 0,
            .isPast = (envelope.flags & kafka::HopEnvelope::Past) != 0,
            .partition = intake.partition,
            .sequence = envelope.sequence},
        stamps);
}

} // namespace tailrace::runtime
