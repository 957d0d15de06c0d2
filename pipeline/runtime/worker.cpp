// SPDX-License-Identifier: Apache-2.0
#include "pipeline/runtime/worker.h"

#include "pipeline/base/named_thread.h"
#include "pipeline/ports/collector_port.h"
#include "pipeline/redis/key_layout.h"

namespace tailrace::runtime {
namespace {

constexpr auto IdleWait = std::chrono::milliseconds(50);
constexpr auto RefeedPause = std::chrono::milliseconds(200);

} // namespace

Worker::Worker(Parts parts, Logger logger, WorkerOptions options)
    : m_parts(parts),
      m_logger(std::move(logger)),
      m_options(std::move(options)),
      m_intakes(parts.lanes.size()),
      m_catalogueReader(std::make_unique<enrich::CatalogueReader>(parts.table))
{
    for (const Partition partition : m_options.partitions) {
        const auto at = static_cast<std::size_t>(partition.value);
        m_intakes[at] = std::make_unique<PartitionIntake>(partition, *parts.lanes[at], m_shoppers, parts.side, m_options.rules);
    }
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
        takeBack();
        followStore();
        m_catalogue = m_catalogueReader->current();
        m_now = m_parts.clock.now();
        for (WorkBatch& batch : m_batches) {
            for (kafka::Record& record : batch.records) take(record, batch);
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
        intake->emitter.publishDue(m_now);
    }
    sendJob();
    m_counts.shoppers = m_shoppers.size();
    m_published.publish(m_counts);
}

PartitionIntake& Worker::intakeOf(Partition partition) { return *m_intakes[static_cast<std::size_t>(partition.value)]; }

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
        if (envelope->sequence == intake.gate.next()) advance(intake, envelope->watermark);
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

void Worker::apply(const Arrival& arrival)
{
    PartitionIntake& intake = intakeOf(arrival.record.partition());
    ++m_counts.decided;
    intake.lane.decidedCollected.store(toNanos(arrival.envelope.collectStarted), std::memory_order_relaxed);
    const bool isHandover = (arrival.envelope.flags & kafka::HopEnvelope::Handover) != 0;
    const bool isRetraction = (arrival.envelope.flags & kafka::HopEnvelope::Retraction) != 0;
    if (isHandover || isRetraction) ++m_counts.moves;
    if (isRetraction) {
        advance(intake, arrival.envelope.watermark);
        return;
    }
    telemetry::EventStamps stamps;
    stamps.sessionizeStarted = m_now;
    const std::string_view value = arrival.record.value();
    m_padded.assign(value).append(SubmissionBatch::Padding, '\0');
    if (m_decoder.decode(std::string_view(m_padded).substr(0, value.size()), m_event) != event::DecodeStatus::Decoded) {
        if (!isHandover) ++m_counts.undecodable;
        advance(intake, arrival.envelope.watermark);
        return;
    }
    join(m_event);
    const SlotRef ref = m_shoppers.findOrAdd(arrival.record.key(), arrival.record.partition());
    ShopperSlot& slot = *m_shoppers.get(ref);
    features::apply(slot.state, m_event, arrival.envelope.watermark, arrival.envelope.sequence.value, m_options.rules, m_texts, m_effects);
    m_now = m_parts.clock.now();
    switch (m_effects.outcome) {
    case sessionize::Outcome::Applied:
        touch(ref, slot);
        intake.emitter.changed(ref, slot, m_effects, m_now);
        if (!isHandover) applied(intake, arrival, m_event, stamps);
        break;
    case sessionize::Outcome::Duplicate: m_counts.duplicate += isHandover ? 0U : 1U; break;
    case sessionize::Outcome::Late: m_counts.late += isHandover ? 0U : 1U; break;
    }
    if (slot.state.sessions.sessions().empty()) m_shoppers.forget(ref); // known only by a late event
    advance(intake, arrival.envelope.watermark);
}

void Worker::join(event::Event& event) const
{
    if (event.product.id.empty() || !event.product.category.empty()) return;
    if (const auto index = m_catalogue->find(event.product.id)) {
        const enrich::Product& product = m_catalogue->product(*index);
        event.product.category = product.category;
        event.product.brand = product.brand;
    }
}

void Worker::applied(PartitionIntake& intake, const Arrival& arrival, const event::Event& event, telemetry::EventStamps& stamps)
{
    ++m_counts.applied;
    const kafka::HopEnvelope& envelope = arrival.envelope;
    const Stamp delivered = intake.lane.deliveredAt.get(envelope.sequence);
    stamps.due = envelope.due;
    stamps.collectStarted = envelope.collectStarted;
    stamps.durable = envelope.durable;
    stamps.produceStarted = envelope.produceStarted;
    stamps.collected = delivered == Stamp{} ? arrival.fetched : std::min(delivered, arrival.fetched);
    stamps.computed = m_now;
    m_job->events.add(event,
        EventRow{.request = (envelope.flags & kafka::HopEnvelope::WantsRecommendation) != 0,
            .partition = intake.partition,
            .sequence = envelope.sequence},
        stamps);
}

void Worker::advance(PartitionIntake& intake, EventTime watermark)
{
    if (watermark <= intake.watermark) return;
    intake.watermark = watermark;
    intake.emitter.advance(watermark, [this, &intake](SlotRef ref, ShopperSlot& slot, bool last) {
        touch(ref, slot);
        if (!last) return;
        // The slot goes now, its keys with the next batch that reaches the store.
        for (const EventTime start : slot.erased) {
            m_key.clear();
            redis::appendSessionKey(m_key, intake.partition, slot.shopper, start);
            m_erased.emplace_back(intake.partition, m_key);
        }
        m_key.clear();
        redis::appendUserKey(m_key, intake.partition, slot.shopper);
        m_erased.emplace_back(intake.partition, m_key);
    });
}

void Worker::touch(SlotRef ref, ShopperSlot& slot)
{
    if (slot.touched) return;
    slot.touched = true;
    m_touched.push_back(ref);
}

} // namespace tailrace::runtime
