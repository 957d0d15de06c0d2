// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

#include "pipeline/base/logger.h"
#include "pipeline/journal/journal_reader.h"
#include "pipeline/journal/journal_writer.h"
#include "pipeline/kafka/producer.h"
#include "pipeline/runtime/broker_board.h"
#include "pipeline/runtime/dead_letter_feed.h"
#include "pipeline/runtime/hop_lane.h"
#include "pipeline/runtime/side_topics.h"
#include "pipeline/runtime/wakeup.h"

namespace tailrace::runtime {

struct FeederOptions {
    // Uncompressed bytes per partition that may be produced and not yet fetched. The embedded broker silently drops
    // the oldest of 5 MiB, so this stays well below.
    std::uint64_t inFlightBytes = 2U << 20U;
    int lingerMs = 1;
    std::chrono::milliseconds stuckAfter = std::chrono::seconds(2); // no progress though everything was fed: feed again
};

// Carries the journal to `clickstream`: one thread, one cursor per partition, so that a slow partition holds up no other,
// and the dead letters to their topic. Starts again at what the worker has decided when a hole is reported or a new broker takes over.
class Feeder final : public kafka::DeliveryListener {
public:
    Feeder(const journal::JournalWriter& journal, HopLanes& lanes, const BrokerBoard& broker, SideTopics& side, const Clock& clock,
        Logger logger, FeederOptions options);
    ~Feeder() override;

    void start();
    void stop(); // idempotent; what is in the journal stays there
    // Something became durable. Any thread.
    void wake() { m_wakeup.wake(); }
    double fill(std::int32_t partition) const; // of the flight bound, 0..1
    // The broker has confirmed all dead letters before it. Any thread.
    journal::JournalPosition deadLettersFedTo() const { return m_deadLetters.deliveredTo(); }

    void delivered(Partition partition, Sequence sequence) override;
    void notDelivered(Partition partition, Sequence sequence) override;

private:
    struct Lane {
        std::unique_ptr<journal::JournalCursor> cursor;
        std::optional<journal::FrameView> pending; // refused by a full producer queue, or no room in flight
        std::uint64_t producedBytes = 0;
        std::uint64_t unreported = 0; // handed to the producer, which has not told how it went
        bool startAgain = false;      // as soon as that is known of all of them
        std::uint64_t watchedDecided = 0;
        Stamp watchedSince{};
        bool saidStuck = false; // once, until there is progress
        bool broken = false;    // the journal could not be read
    };

    void run(const std::stop_token& stop);
    bool connect();
    bool feed(std::size_t index);
    bool produce(std::size_t index, const journal::FrameView& frame);
    void restart(std::size_t index);
    void reported(Partition partition);
    void watch(std::size_t index);
    std::uint64_t inFlight(std::size_t index) const;

    const journal::JournalWriter& m_journal;
    HopLanes& m_lanes;
    const BrokerBoard& m_broker;
    SideTopics& m_side;
    const Clock& m_clock;
    Logger m_logger;
    FeederOptions m_options;
    Wakeup m_wakeup;
    std::uint64_t m_generation = UINT64_MAX;
    std::vector<Lane> m_feeds;
    std::vector<std::atomic<std::uint64_t>> m_fill; // bytes in flight, for show
    DeadLetterFeed m_deadLetters;
    std::unique_ptr<kafka::Producer> m_producer;
    std::jthread m_thread; // last: stops before what it uses goes
};

} // namespace tailrace::runtime
