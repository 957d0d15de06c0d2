// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>

#include "pipeline/base/clock.h"
#include "pipeline/base/logger.h"
#include "pipeline/journal/journal_reader.h"
#include "pipeline/journal/journal_writer.h"
#include "pipeline/kafka/producer.h"
#include "pipeline/runtime/broker_board.h"

namespace tailrace::runtime {

struct DeadLetterFeedOptions {
    // Handed out and not yet delivered. At most so many, and no more once they are so large; far below what a topic of the embedded
    // broker holds before it drops its oldest.
    std::size_t mostOut = 2000;
    std::size_t mostBytesOut = std::size_t{1} << 20;
    // Of the journal, in one step: whoever steps has more to do, and after the loss of a broker all of it is read once more.
    std::uint64_t mostBytesRead = std::uint64_t{4} << 20;
    int queueMessages = 100'000;                                   // of the producer
    std::chrono::milliseconds retryAfter{std::chrono::seconds(1)}; // what the broker refused is not offered again before
};

// Carries the dead letters of the journal to their topic, each until the broker has confirmed it: one that finds no room in the
// producer's queue waits in the journal, one that the broker did not take is read from there once more. A broker that takes over gets
// all of them. A letter comes twice when its confirmation was lost.
//
// On the thread of whoever calls step(), but for deliveredTo(). Its producer, a thread or two of librdkafka's, begins with the first letter.
class DeadLetterFeed final : public kafka::DeliveryListener {
public:
    // All must outlive it.
    DeadLetterFeed(const journal::JournalWriter& journal, const BrokerBoard& broker, const Clock& clock, Logger logger,
        DeadLetterFeedOptions options = {});
    ~DeadLetterFeed() override;

    // Serves reports, reads on by a bounded part of the journal and hands out what there is room for. True: there may be more to do at once.
    bool step();
    // Reports are still to come.
    bool isWaiting() const { return m_out > 0; }
    // For the end: steps as long as there is more to do, and then the reports of what is out; all of that at most so long.
    void finish(std::chrono::milliseconds deadline);
    // The broker has confirmed all dead letters before it. Any thread.
    journal::JournalPosition deliveredTo() const { return journal::JournalPosition(m_deliveredTo.load(std::memory_order_acquire)); }

    void delivered(Partition partition, Sequence number) override;
    void notDelivered(Partition partition, Sequence number) override;

private:
    enum class State { Waits, Out, Delivered };
    struct Letter {
        journal::JournalPosition at;
        std::size_t bytes = 0;
        State state = State::Waits;
    };

    void begin();
    bool readOn();
    bool handOutAgain();
    bool handOut(const journal::FrameView& frame, std::uint64_t number);
    bool hasProducer();
    void giveUpProducer(const Error& problem);
    void reported(Sequence number, State state);
    void settle();

    const journal::JournalWriter& m_journal;
    const BrokerBoard& m_broker;
    const Clock& m_clock;
    Logger m_logger;
    const DeadLetterFeedOptions m_options;

    std::uint64_t m_generation; // of the broker that the letters go to
    journal::JournalCursor m_cursor;
    journal::JournalCursor m_again;     // for those that are read once more
    std::deque<Letter> m_letters;       // from the first that is not confirmed on, in the journal's order
    std::uint64_t m_firstNumber = 0;    // of m_letters' first; a letter keeps its number
    std::size_t m_out = 0, m_waits = 0; // of m_letters
    std::size_t m_bytes = 0;
    journal::JournalPosition m_readTo{}; // all letters before it were handed out at least once
    Stamp m_retryAt{};
    bool m_saidRefused = false; // once, until one is confirmed
    bool m_saidBroken = false;
    std::atomic<std::uint64_t> m_deliveredTo{0};
    std::unique_ptr<kafka::Producer> m_producer; // last: goes first, and may still report
};

} // namespace tailrace::runtime
