// SPDX-License-Identifier: Apache-2.0
#include "pipeline/runtime/checkpointer.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "pipeline/base/named_thread.h"

namespace tailrace::runtime {
namespace {

constexpr auto Look = std::chrono::milliseconds(250); // whether a partition is due
constexpr int WriteShare = 4;                         // a partition is asked again after so many times what its last part took to write

} // namespace

Checkpointer::Checkpointer(checkpoint::CheckpointStore& store, enrich::TableSnapshotWriter tables, IncidentLog& incidents,
    const Clock& clock, Logger logger, CheckpointerOptions options)
    : m_store(store),
      m_tables(std::move(tables)),
      m_incidents(incidents),
      m_clock(clock),
      m_logger(std::move(logger)),
      m_options(options),
      m_lanes(static_cast<std::size_t>(options.partitions))
{}

Checkpointer::~Checkpointer() { stop(); }

void Checkpointer::start()
{
    if (m_thread.joinable()) return;
    const auto apart = m_options.every / std::max<std::size_t>(1, m_lanes.size());
    for (std::size_t i = 0; i < m_lanes.size(); ++i) m_lanes[i].due = m_clock.now() + (i + 1) * apart;
    m_thread = namedThread("checkpoint", [this](const std::stop_token& stop) { run(stop); });
}

void Checkpointer::stop()
{
    m_queue.close();
    if (!m_thread.joinable()) return;
    m_thread.request_stop();
    m_thread.join();
}

void Checkpointer::give(checkpoint::CheckpointPart part)
{
    lane(part.partition()).wanted.store(false, std::memory_order_release);
    m_queue.push(std::move(part));
}

void Checkpointer::run(const std::stop_token& stop)
{
    std::vector<checkpoint::CheckpointPart> taken;
    while (!stop.stop_requested()) {
        ask();
        if (!m_queue.popAll(taken, m_fails ? m_options.retryAfter : std::min(m_options.every / 4, Look))) return;
        std::ranges::move(taken, std::back_inserter(m_parts));
        std::optional<Error> failure;
        std::erase_if(m_parts, [&](const checkpoint::CheckpointPart& part) {
            const auto written = write(part);
            if (!written) failure = written.error();
            return written.has_value();
        });
        writeTables();
        note(failure ? failure : m_tablesFailure);
    }
}

void Checkpointer::writeTables()
{
    const Stamp now = m_clock.now();
    if (now < m_tablesDue) return;
    const auto saved = m_tables.saveChanges();
    m_tablesDue = now + (saved ? m_options.every : m_options.retryAfter);
    m_tablesFailure = saved ? std::nullopt : std::optional(saved.error());
}

void Checkpointer::ask()
{
    // One at a time: partitions of one worker would hold it up together.
    const auto longest = std::ranges::min_element(m_lanes, {}, &Lane::due);
    if (std::ranges::any_of(m_lanes, &Lane::underWay) || m_clock.now() < longest->due) return;
    longest->underWay = true;
    longest->wanted.store(true, std::memory_order_release);
}

Result<void> Checkpointer::write(const checkpoint::CheckpointPart& part)
{
    const Stamp began = m_clock.now();
    if (auto written = m_store.write(part); !written) return written;
    const Stamp now = m_clock.now();
    Lane& done = lane(part.partition());
    done.next.store(part.header().next.value, std::memory_order_release);
    done.underWay = false;
    done.due = now + std::max<std::chrono::nanoseconds>(m_options.every, WriteShare * (now - began));
    return {};
}

// Said once, and once when it is over.
void Checkpointer::note(const std::optional<Error>& failure)
{
    if (std::exchange(m_fails, failure.has_value()) == failure.has_value()) return;
    if (!failure) {
        m_logger.info("checkpoints are written again");
        m_incidents.add(m_clock.now(), "checkpoint written", "The engine's state is written to the disk again.");
        return;
    }
    m_logger.error("a checkpoint cannot be written: " + failure->message());
    m_incidents.add(m_clock.now(), "checkpoint behind",
        "The engine's state cannot be written to the disk (" + failure->message()
            + "). Nothing is lost: the journal holds every event; a start after a crash takes longer. It is tried again every second.");
}

} // namespace tailrace::runtime
