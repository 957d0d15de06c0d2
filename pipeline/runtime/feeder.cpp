// SPDX-License-Identifier: Apache-2.0
#include "pipeline/runtime/feeder.h"

#include <utility>

#include "pipeline/base/named_thread.h"
#include "pipeline/kafka/hop_envelope.h"
#include "pipeline/runtime/topics.h"

namespace tailrace::runtime {
namespace {

constexpr auto LettersDeadline = std::chrono::seconds(2); // for those that the broker has not confirmed at the end

} // namespace

Feeder::Feeder(const journal::JournalWriter& journal, HopLanes& lanes, const BrokerBoard& broker, SideTopics& side, const Clock& clock,
    Logger logger, FeederOptions options)
    : m_journal(journal),
      m_lanes(lanes),
      m_broker(broker),
      m_side(side),
      m_clock(clock),
      m_logger(std::move(logger)),
      m_options(options),
      m_fill(lanes.size()),
      m_deadLetters(journal, broker, clock, m_logger)
{
    for (std::size_t i = 0; i < lanes.size(); ++i) {
        Lane& lane = m_feeds.emplace_back();
        lane.cursor = std::make_unique<journal::JournalCursor>(journal.segments(), Partition(static_cast<std::int32_t>(i)),
            journal.segments().firstPosition(), journal::CursorTicks::Include);
    }
}

Feeder::~Feeder() { stop(); }

void Feeder::start()
{
    if (m_thread.joinable()) return;
    m_thread = namedThread("feeder", [this](const std::stop_token& stop) { run(stop); });
}

void Feeder::stop()
{
    if (!m_thread.joinable()) return;
    m_thread.request_stop();
    m_wakeup.wake();
    m_thread.join();
}

void Feeder::run(const std::stop_token& stop)
{
    while (!stop.stop_requested()) {
        if (m_generation != m_broker.generation() && !connect()) {
            m_wakeup.wait(std::chrono::milliseconds(100));
            continue;
        }
        bool moved = m_deadLetters.step();
        for (std::size_t i = 0; i < m_feeds.size(); ++i) {
            Lane& lane = m_feeds[i];
            lane.startAgain |= m_lanes[i]->refeed.exchange(false);
            // While the broker is away, what it was given waits in the producer: fed once more, it would only come twice.
            if (lane.startAgain && lane.unreported == 0) restart(i);
            if (!lane.startAgain) moved |= feed(i);
            watch(i);
        }
        m_producer->poll(std::chrono::milliseconds(0));
        m_side.poll();
        // Delivery reports are stamped when they are noticed: look often while some are out.
        if (!moved) m_wakeup.wait(std::chrono::milliseconds(m_producer->queued() > 0 ? 1 : m_deadLetters.isWaiting() ? 5 : 50));
    }
    m_deadLetters.finish(LettersDeadline);
    m_producer.reset();
}

bool Feeder::connect()
{
    const BrokerEndpoint endpoint = m_broker.endpoint();
    auto created = kafka::Producer::create({.bootstrap = endpoint.bootstrap, .kind = endpoint.kind, .lingerMs = m_options.lingerMs},
        {topics::Clickstream}, this);
    if (!created) {
        m_logger.error(created.error().message());
        return false;
    }
    m_producer = std::move(*created);
    m_generation = endpoint.generation;
    for (std::size_t i = 0; i < m_feeds.size(); ++i) {
        m_lanes[i]->fetchedBytes[m_generation & 1U].store(0);
        m_feeds[i].unreported = 0;
        restart(i);
    }
    return true;
}

void Feeder::restart(std::size_t index)
{
    Lane& lane = m_feeds[index];
    const Sequence from(m_lanes[index]->decidedNext.load(std::memory_order_acquire));
    lane.pending.reset();
    lane.startAgain = false;
    lane.broken = false;
    lane.producedBytes = m_lanes[index]->fetchedBytes[m_generation & 1U].load(std::memory_order_acquire);
    lane.watchedSince = m_clock.now();
    if (m_journal.durablePosition().value == 0) return;
    if (auto sought = lane.cursor->seekToSequence(from, m_journal.durablePosition()); !sought) {
        lane.broken = true;
        m_logger.error("cannot feed partition " + std::to_string(index) + " again: " + sought.error().message());
    }
}

std::uint64_t Feeder::inFlight(std::size_t index) const
{
    const std::uint64_t produced = m_feeds[index].producedBytes;
    const std::uint64_t fetched = m_lanes[index]->fetchedBytes[m_generation & 1U].load(std::memory_order_acquire);
    return produced > fetched ? produced - fetched : 0;
}

bool Feeder::feed(std::size_t index)
{
    Lane& lane = m_feeds[index];
    const journal::JournalPosition durable = m_journal.durablePosition();
    bool moved = false;
    while (inFlight(index) < m_options.inFlightBytes) {
        if (!lane.pending) lane.pending = lane.cursor->next(durable);
        if (!lane.pending || !produce(index, *lane.pending)) break;
        lane.pending.reset();
        ++lane.unreported;
        moved = true;
    }
    m_fill[index].store(inFlight(index), std::memory_order_relaxed);
    if (const auto& error = lane.cursor->error(); error && !lane.broken) {
        lane.broken = true; // said once; the events behind stay in flight in the ledger
        m_logger.error("the journal cannot be read on for partition " + std::to_string(index) + ": " + error->message());
    }
    return moved;
}

namespace {

std::uint32_t flagsOf(const journal::Frame& frame)
{
    using Envelope = kafka::HopEnvelope;
    const std::uint32_t event = (frame.wantsRecommendation ? Envelope::WantsRecommendation : 0U) | (frame.isPast ? Envelope::Past : 0U);
    switch (frame.kind) {
    case journal::FrameKind::Tick: return Envelope::Tick;
    case journal::FrameKind::Handover: return event | Envelope::Handover;
    case journal::FrameKind::Retraction: return Envelope::Retraction;
    case journal::FrameKind::Event:
    case journal::FrameKind::DeadLetter:
    case journal::FrameKind::Original: break;
    }
    return event;
}

} // namespace

bool Feeder::produce(std::size_t index, const journal::FrameView& frame)
{
    HopLane& lane = *m_lanes[index];
    const bool tick = frame.kind == journal::FrameKind::Tick;
    const std::uint64_t fed = lane.fedNext.load(std::memory_order_relaxed);
    kafka::HopEnvelope envelope{
        .incarnation = m_journal.incarnation(),
        .sequence = tick ? Sequence(fed) : frame.sequence,
        .watermark = frame.watermark,
        .due = frame.due,
        .collectStarted = frame.collectStarted,
        .durable = tick ? Stamp{} : lane.durableAt.get(frame.sequence),
        .produceStarted = m_clock.now(),
        .lateness = frame.lateness,
        .flags = flagsOf(frame),
    };
    const Partition partition(static_cast<std::int32_t>(index));
    if (!m_producer->produce(topics::Clickstream, partition, frame.key, frame.payload, &envelope)) return false; // full: later
    m_feeds[index].producedBytes += frame.key.size() + frame.payload.size();
    if (!tick && frame.sequence.value >= fed) lane.fedNext.store(frame.sequence.value + 1, std::memory_order_release);
    return true;
}

void Feeder::watch(std::size_t index)
{
    Lane& lane = m_feeds[index];
    const std::uint64_t decided = m_lanes[index]->decidedNext.load(std::memory_order_acquire);
    const std::uint64_t fed = m_lanes[index]->fedNext.load(std::memory_order_relaxed);
    const Stamp now = m_clock.now();
    if (decided != lane.watchedDecided || decided == fed) {
        lane.watchedDecided = decided;
        lane.watchedSince = now;
        lane.saidStuck = false;
    } else if (lane.unreported == 0 && now - lane.watchedSince > m_options.stuckAfter) {
        if (!std::exchange(lane.saidStuck, true))
            m_logger.warning("partition " + std::to_string(index) + " makes no progress; feeding again from the journal");
        restart(index);
    }
}

double Feeder::fill(std::int32_t partition) const
{
    return static_cast<double>(m_fill[static_cast<std::size_t>(partition)].load(std::memory_order_relaxed))
        / static_cast<double>(m_options.inFlightBytes);
}

void Feeder::delivered(Partition partition, Sequence sequence)
{
    reported(partition);
    m_lanes[static_cast<std::size_t>(partition.value)]->deliveredAt.put(sequence, m_clock.now());
}

void Feeder::notDelivered(Partition partition, Sequence)
{
    reported(partition);
    m_lanes[static_cast<std::size_t>(partition.value)]->refeed.store(true);
}

void Feeder::reported(Partition partition)
{
    std::uint64_t& unreported = m_feeds[static_cast<std::size_t>(partition.value)].unreported;
    if (unreported > 0) --unreported; // a producer that goes may still report
}

} // namespace tailrace::runtime
