// SPDX-License-Identifier: Apache-2.0
#include "pipeline/simulator/resumed_traffic.h"

#include <utility>

namespace tailrace::simulator {

ResumedTraffic::ResumedTraffic(std::unique_ptr<TrafficSource> source, std::vector<std::chrono::nanoseconds> taken)
    : m_source(std::move(source)),
      m_taken(std::move(taken))
{}

std::optional<SimulatedEvent> ResumedTraffic::next(std::chrono::nanoseconds sinceStart)
{
    for (auto due = m_source->nextDue(); due && *due <= sinceStart && wasTaken(*due); due = m_source->nextDue()) m_source->pass(sinceStart);
    return m_source->next(sinceStart);
}

bool ResumedTraffic::wasTaken(std::chrono::nanoseconds due)
{
    while (m_next < m_taken.size() && m_taken[m_next] < due) ++m_next;
    if (m_next == m_taken.size() || m_taken[m_next] != due) return false;
    ++m_next;
    return true;
}

} // namespace tailrace::simulator
