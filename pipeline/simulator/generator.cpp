// SPDX-License-Identifier: Apache-2.0
#include "pipeline/simulator/generator.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "pipeline/base/named_thread.h"
#include "pipeline/telemetry/cpu_clock.h"

namespace tailrace::simulator {
namespace {

// So that a source that is always due, or far behind, cannot keep a stop or the status waiting.
constexpr int BatchesPerRound = 16;

} // namespace

Generator::Generator(TrafficSource& source, CollectorPort& collector, const Clock& clock, GeneratorOptions options)
    : m_source(source),
      m_collector(collector),
      m_clock(clock),
      m_options(options)
{}

Generator::~Generator() { stop(); }

void Generator::start(Stamp origin)
{
    const std::lock_guard lock(m_mutex);
    if (std::exchange(m_started, true)) return;
    m_origin = m_nextTick = origin;
    m_thread = namedThread("generator", [this](const std::stop_token& stop) { run(stop); });
}

void Generator::stop()
{
    std::jthread ending;
    {
        const std::lock_guard lock(m_mutex);
        m_started = true; // a start after the stop does nothing
        ending = std::move(m_thread);
    }
    ending.request_stop(); // and joined at the end of the scope
}

GeneratorStatus Generator::status() const
{
    const std::lock_guard lock(m_mutex);
    return m_status;
}

telemetry::Histogram Generator::lateness() const
{
    const std::lock_guard lock(m_mutex);
    return m_lateness;
}

void Generator::run(std::stop_token stop)
{
    try {
        while (!stop.stop_requested()) {
            changeRate();
            playRound();
            publish();
            sleepUntilDue(stop);
        }
    } catch (const std::exception& failure) {
        const std::lock_guard lock(m_mutex);
        m_status.failure = failure.what();
    }
}

void Generator::multiplyRate(std::chrono::nanoseconds at, double factor)
{
    const std::lock_guard lock(m_mutex);
    m_rateChanges.emplace_back(at, factor);
}

void Generator::changeRate()
{
    const std::lock_guard lock(m_mutex);
    for (const auto& [at, factor] : std::exchange(m_rateChanges, {})) m_source.multiplyRate(at, factor);
}

void Generator::playRound()
{
    takeBack();
    offerBacklog();
    produce();
}

// Batches that the collector had taken and could not keep: the oldest there are, so they go first, after a pause. Taken back also when
// the backlog is full: the collector takes nothing new while it holds too many of them, and holds only so many.
void Generator::takeBack()
{
    std::ptrdiff_t taken = 0;
    while (m_collector.takeRefused(m_spare)) {
        const std::uint64_t events = m_spare.items().size();
        m_progress.accepted -= static_cast<std::int64_t>(events);
        m_progress.refusedEvents += events;
        ++m_progress.refusedBatches;
        m_backlogBytes += m_spare.bytes();
        m_backlogEvents += events;
        m_backlog.insert(m_backlog.begin() + taken++, std::exchange(m_spare, {}));
    }
    if (taken > 0) m_retryAt = m_clock.now() + m_options.longestRetry;
}

void Generator::offerBacklog()
{
    while (!m_backlog.empty() && m_clock.now() >= m_retryAt) {
        SubmissionBatch& oldest = m_backlog.front();
        const std::size_t bytes = oldest.bytes();
        const std::uint64_t events = oldest.items().size();
        if (!m_collector.submit(oldest)) {
            ++m_progress.refusedBatches;
            m_progress.refusedEvents += events;
            m_retryDelay = std::clamp(2 * m_retryDelay, m_options.firstRetry, m_options.longestRetry);
            m_retryAt = m_clock.now() + m_retryDelay;
            return;
        }
        m_retryDelay = {};
        m_progress.accepted += static_cast<std::int64_t>(events);
        m_backlogBytes -= bytes;
        m_backlogEvents -= events;
        m_spare = std::move(oldest);
        m_spare.clear();
        m_backlog.pop_front();
    }
}

// Makes what is due by now. New events go behind the refused ones: a shopper's events stay in order as far as possible.
void Generator::produce()
{
    const std::chrono::nanoseconds until = m_clock.now() - m_origin;
    for (int batches = 0; batches < BatchesPerRound; ++batches) {
        const auto due = m_source.nextDue();
        if (!due || *due > until) return;
        if (!m_source.isPaced() && !m_backlog.empty()) return;
        if (m_options.hasRoom && !m_options.hasRoom()) return;
        if (m_backlogBytes >= m_options.backlogBytes) {
            m_progress.heldBack = true;
            return;
        }
        makeBatch(until);
        offerBacklog();
    }
}

void Generator::makeBatch(std::chrono::nanoseconds until)
{
    if (m_backlog.empty() || isFull(m_backlog.back())) m_backlog.push_back(std::exchange(m_spare, {}));
    SubmissionBatch& batch = m_backlog.back();
    const std::size_t bytesBefore = batch.bytes();
    const std::size_t eventsBefore = batch.items().size();
    while (!isFull(batch)) {
        const auto event = m_source.next(until);
        if (!event) break;
        batch.add(event->body, m_origin + event->due, event->wantsRecommendation);
    }
    const std::size_t bytes = batch.bytes() - bytesBefore;
    const std::size_t events = batch.items().size() - eventsBefore;
    m_progress.offered += events;
    m_progress.offeredBytes += bytes;
    m_backlogBytes += bytes;
    m_backlogEvents += events;
    noteLateness(batch, eventsBefore);
}

bool Generator::isFull(const SubmissionBatch& batch) const
{
    return batch.items().size() >= m_options.batchEvents || batch.bytes() >= m_options.batchBytes;
}

void Generator::noteLateness(SubmissionBatch& batch, std::size_t firstNew)
{
    if (m_options.isPast) return batch.markPast(firstNew);
    const Stamp now = m_clock.now();
    batch.markOffered(firstNew, now);
    const std::lock_guard lock(m_mutex);
    for (std::size_t i = firstNew; i < batch.items().size(); ++i) {
        if (batch.items()[i].due < m_options.answersFrom) continue;
        const std::chrono::nanoseconds late = now - batch.items()[i].due;
        m_lateness.record(late);
        m_progress.maxLateness = std::max(m_progress.maxLateness, late);
        m_progress.late += late > m_options.lateAfter;
    }
}

void Generator::publish()
{
    const bool over = !m_source.nextDue();
    const Stamp waitsSince = std::max(oldestNotTaken(), m_options.answersFrom);
    const std::chrono::nanoseconds behind =
        m_options.isPast ? std::chrono::nanoseconds(0) : std::max(std::chrono::nanoseconds(0), m_clock.now() - waitsSince);
    const auto cpu = telemetry::callingThreadCpuTime();
    const std::lock_guard lock(m_mutex);
    m_status.offered += m_progress.offered;
    m_status.offeredBytes += m_progress.offeredBytes;
    m_status.accepted += static_cast<std::uint64_t>(m_progress.accepted);
    m_status.refusedBatches += m_progress.refusedBatches;
    m_status.refusedEvents += m_progress.refusedEvents;
    m_status.lateEvents += m_progress.late;
    m_status.maxLateness = std::max(m_status.maxLateness, m_progress.maxLateness);
    m_status.behind = behind;
    m_status.heldBack = m_progress.heldBack;
    m_status.wasHeldBack = m_status.wasHeldBack || m_progress.heldBack;
    m_status.backlogEvents = m_backlogEvents;
    m_status.backlogBytes = m_backlogBytes;
    m_status.finished = over && m_backlog.empty();
    m_status.cpuSeconds = std::chrono::duration<double>(cpu).count();
    m_progress = {};
}

// When the oldest event was due that is refused, or due and not made yet; in the future when there is none.
Stamp Generator::oldestNotTaken() const
{
    Stamp oldest = Stamp::max();
    if (const auto due = m_source.nextDue(); due && m_source.isPaced()) oldest = m_origin + *due;
    if (!m_backlog.empty() && !m_backlog.front().empty()) oldest = std::min(oldest, m_backlog.front().items().front().due);
    return oldest;
}

// Absolute deadlines on a fixed grid: a slow round does not shift the ones after it.
void Generator::sleepUntilDue(const std::stop_token& stop)
{
    const Stamp now = m_clock.now();
    Stamp wake = now + m_options.idle;
    if (const auto due = m_source.nextDue()) wake = std::min(wake, m_origin + *due);
    if (!m_backlog.empty()) wake = std::min(wake, m_retryAt);
    m_nextTick += m_options.tick;
    if (m_nextTick < now) m_nextTick = now;
    m_nextTick = std::max(m_nextTick, wake);
    if (m_nextTick > now && !stop.stop_requested()) std::this_thread::sleep_for(m_nextTick - now);
}

} // namespace tailrace::simulator
