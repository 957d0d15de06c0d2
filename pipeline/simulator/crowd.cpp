// SPDX-License-Identifier: Apache-2.0
#include "pipeline/simulator/crowd.h"

#include <algorithm>

namespace tailrace::simulator {

Crowd::Crowd(std::uint32_t population, double returning) : m_population(population), m_returning(returning), m_waiting(population)
{
    m_away.reserve(population);
}

Crowd::Actor Crowd::next(Random& random)
{
    const bool somebodyIsDue = !m_waiting.empty() && m_waiting.firstTime() <= m_now;
    if (!somebodyIsDue && (m_fresh < m_population || !m_away.empty())) return {takeComer(random), true};
    m_now = std::max(m_now, m_waiting.firstTime());
    return {m_waiting.takeFirst(), false};
}

void Crowd::stays(std::uint32_t who, std::chrono::nanoseconds dwell)
{
    m_waiting.add(who, m_now + std::min(dwell, DwellWheel::LongestWait));
}

std::uint32_t Crowd::takeComer(Random& random)
{
    const bool returns = !m_away.empty() && (m_fresh == m_population || random.chance(m_returning));
    if (!returns) return m_fresh++;
    std::uint32_t& place = m_away[random.below(static_cast<std::uint32_t>(m_away.size()))];
    const std::uint32_t who = place;
    place = m_away.back();
    m_away.pop_back();
    return who;
}

} // namespace tailrace::simulator
