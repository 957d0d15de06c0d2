// SPDX-License-Identifier: Apache-2.0
#include "pipeline/runtime/dead_letter_feed.h"

#include <algorithm>
#include <utility>

#include "pipeline/runtime/topics.h"

namespace tailrace::runtime {

DeadLetterFeed::DeadLetterFeed(const journal::JournalWriter& journal, const BrokerBoard& broker, const Clock& clock, Logger logger,
    DeadLetterFeedOptions options)
    : m_journal(journal),
      m_broker(broker),
      m_clock(clock),
      m_logger(std::move(logger)),
      m_options(options),
      m_generation(broker.generation()),
      m_cursor(journal.segments(), journal::SideStream, journal.segments().firstPosition()),
      m_again(m_cursor)
{}

DeadLetterFeed::~DeadLetterFeed() = default;

bool DeadLetterFeed::step()
{
    if (const std::uint64_t generation = m_broker.generation(); std::exchange(m_generation, generation) != generation) begin();
    if (m_producer) m_producer->poll(std::chrono::milliseconds(0));
    // What was refused goes first, and what is new waits for it: a broker that refuses everything is asked once in a while.
    bool moved = false;
    if (m_clock.now() >= m_retryAt) moved = m_waits > 0 ? handOutAgain() : readOn();
    settle();
    return moved;
}

// The new broker has none of those that the old one was given.
void DeadLetterFeed::begin()
{
    m_firstNumber += m_letters.size(); // what the old producer still reports is about nobody
    m_letters.clear();
    m_out = m_waits = m_bytes = 0;
    m_producer.reset();
    m_readTo = m_journal.segments().firstPosition();
    m_cursor.seek(m_readTo);
    m_retryAt = {};
}

bool DeadLetterFeed::readOn()
{
    bool moved = false;
    const journal::JournalPosition durable = m_journal.durablePosition();
    const journal::JournalPosition stopAt(m_cursor.position().value + m_options.mostBytesRead);
    while (m_letters.size() < m_options.mostOut && m_bytes < m_options.mostBytesOut) {
        const auto frame = m_cursor.next(durable, stopAt);
        if (!frame) {
            const bool isCutShort = !m_cursor.error() && stopAt < durable;
            m_readTo = isCutShort ? m_cursor.position() : durable;
            moved |= isCutShort;
            break;
        }
        m_readTo = frame->position;
        if (frame->kind != journal::FrameKind::DeadLetter) continue;
        if (!handOut(*frame, m_firstNumber + m_letters.size())) {
            m_cursor.seek(frame->position);
            break;
        }
        m_letters.push_back({frame->position, frame->payload.size(), State::Out});
        m_bytes += frame->payload.size();
        ++m_out;
        moved = true;
    }
    if (const auto& error = m_cursor.error(); error && !std::exchange(m_saidBroken, true))
        m_logger.error("the journal cannot be read on for the dead letters: " + error->message());
    return moved;
}

bool DeadLetterFeed::handOutAgain()
{
    bool moved = false;
    const journal::JournalPosition durable = m_journal.durablePosition();
    for (std::size_t i = 0; i < m_letters.size() && m_waits > 0; ++i) {
        if (m_letters[i].state != State::Waits) continue;
        m_again.seek(m_letters[i].at);
        const auto frame = m_again.next(durable);
        if (!frame || !handOut(*frame, m_firstNumber + i)) break;
        m_letters[i].state = State::Out;
        --m_waits;
        ++m_out;
        moved = true;
    }
    return moved;
}

bool DeadLetterFeed::handOut(const journal::FrameView& frame, std::uint64_t number)
{
    if (!hasProducer()) return false;
    const auto taken = m_producer->produceKeyed(topics::DeadLetters, frame.key, frame.payload, Sequence(number));
    if (!taken && taken.error().code() != ErrorCode::Full) giveUpProducer(taken.error());
    return taken.has_value();
}

bool DeadLetterFeed::hasProducer()
{
    if (m_producer) return true;
    const BrokerEndpoint endpoint = m_broker.endpoint();
    auto created = kafka::Producer::create({.bootstrap = endpoint.bootstrap,
                                               .kind = endpoint.kind,
                                               .lingerMs = 20,
                                               .run = m_journal.incarnation(),
                                               .queueMessages = m_options.queueMessages},
        {topics::DeadLetters}, this);
    if (created)
        m_producer = std::move(*created);
    else
        giveUpProducer(created.error());
    return m_producer != nullptr;
}

// It cannot take anything any more; the next one is given what nobody knows of.
void DeadLetterFeed::giveUpProducer(const Error& problem)
{
    m_logger.error("dead letters cannot be handed out: " + problem.message() + "; they wait in the journal and are tried again");
    m_producer.reset();
    for (std::size_t i = 0; i < m_letters.size(); ++i) reported(Sequence(m_firstNumber + i), State::Waits);
    m_retryAt = m_clock.now() + m_options.retryAfter;
}

void DeadLetterFeed::settle()
{
    while (!m_letters.empty() && m_letters.front().state == State::Delivered) {
        m_bytes -= m_letters.front().bytes;
        m_letters.pop_front();
        ++m_firstNumber;
    }
    m_deliveredTo.store(m_letters.empty() ? m_readTo.value : m_letters.front().at.value, std::memory_order_release);
}

void DeadLetterFeed::finish(std::chrono::milliseconds deadline)
{
    const Stamp until = m_clock.now() + deadline;
    while (step() && m_clock.now() < until) {}
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - m_clock.now());
    if (m_out > 0 && m_producer) m_producer->flush(std::max(left, std::chrono::milliseconds(0)));
    settle();
}

void DeadLetterFeed::reported(Sequence number, State state)
{
    if (number.value < m_firstNumber || number.value - m_firstNumber >= m_letters.size()) return;
    Letter& letter = m_letters[number.value - m_firstNumber];
    if (letter.state != State::Out) return;
    letter.state = state;
    --m_out;
    if (state == State::Waits) ++m_waits;
}

void DeadLetterFeed::delivered(Partition, Sequence number)
{
    reported(number, State::Delivered);
    m_saidRefused = false;
}

void DeadLetterFeed::notDelivered(Partition, Sequence number)
{
    reported(number, State::Waits);
    m_retryAt = m_clock.now() + m_options.retryAfter;
    if (!std::exchange(m_saidRefused, true))
        m_logger.warning("the broker did not take a dead letter; it waits in the journal and is handed out again");
}

} // namespace tailrace::runtime
