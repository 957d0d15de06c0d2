// SPDX-License-Identifier: Apache-2.0
#include "pipeline/simulator/resumed_traffic.h"

#include <utility>

namespace tailrace::simulator {

ResumedTraffic::ResumedTraffic(std::unique_ptr<TrafficSource> source, Taken taken)
    : m_source(std::move(source)),
      m_own(std::move(taken.own)),
      m_past(*m_source, std::move(taken.past))
{}

std::optional<SimulatedEvent> ResumedTraffic::Filter::next(TrafficSource& source, std::chrono::nanoseconds sinceStart)
{
    for (auto due = source.nextDue(); due && *due <= sinceStart && wasTaken(*due); due = source.nextDue()) source.pass(sinceStart);
    return source.next(sinceStart);
}

bool ResumedTraffic::Filter::wasTaken(std::chrono::nanoseconds due)
{
    while (m_next < m_taken.size() && m_taken[m_next] < due) ++m_next;
    if (m_next == m_taken.size() || m_taken[m_next] != due) return false;
    ++m_next;
    return true;
}

std::optional<SimulatedEvent> ResumedTraffic::Past::next(std::chrono::nanoseconds sinceStart)
{
    TrafficSource* const past = m_source.past();
    return past ? m_filter.next(*past, sinceStart) : std::nullopt;
}

std::optional<std::chrono::nanoseconds> ResumedTraffic::Past::nextDue() const
{
    const TrafficSource* const past = m_source.past();
    return past ? past->nextDue() : std::nullopt;
}

} // namespace tailrace::simulator
