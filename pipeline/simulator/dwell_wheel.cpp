// SPDX-License-Identifier: Apache-2.0
#include "pipeline/simulator/dwell_wheel.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace tailrace::simulator {
namespace {

std::int64_t tickOf(std::chrono::nanoseconds time) { return std::chrono::floor<std::chrono::milliseconds>(time) / DwellWheel::Resolution; }

} // namespace

DwellWheel::DwellWheel(std::uint32_t population) : m_next(population, Nobody), m_slots(Slots) {}

void DwellWheel::add(std::uint32_t who, std::chrono::nanoseconds until)
{
    const std::int64_t tick = tickOf(until);
    m_from = empty() ? tick : std::min(m_from, tick);
    const std::size_t at = static_cast<std::size_t>(tick) % Slots;
    Slot& slot = m_slots[at];
    m_next[who] = Nobody;
    (slot.first == Nobody ? slot.first : m_next[slot.last]) = who;
    slot.last = who;
    m_filled[at / 64] |= std::uint64_t{1} << (at % 64);
    ++m_count;
}

// Slots follow each other around the wheel; the first filled one from m_from on is the earliest.
std::int64_t DwellWheel::firstTick() const
{
    const std::size_t begin = static_cast<std::size_t>(m_from) % Slots;
    std::uint64_t word = m_filled[begin / 64] & (~std::uint64_t{0} << (begin % 64));
    std::size_t index = begin / 64;
    while (word == 0) word = m_filled[index = (index + 1) % Words];
    const std::size_t found = index * 64 + static_cast<std::size_t>(std::countr_zero(word));
    return m_from + static_cast<std::int64_t>((found + Slots - begin) % Slots);
}

std::chrono::nanoseconds DwellWheel::firstTime() const { return firstTick() * Resolution; }

std::uint32_t DwellWheel::takeFirst()
{
    m_from = firstTick();
    const std::size_t at = static_cast<std::size_t>(m_from) % Slots;
    Slot& slot = m_slots[at];
    const std::uint32_t who = std::exchange(slot.first, m_next[slot.first]);
    if (slot.first == Nobody) m_filled[at / 64] &= ~(std::uint64_t{1} << (at % 64));
    --m_count;
    return who;
}

} // namespace tailrace::simulator
