// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "pipeline/base/clock.h"

namespace tailrace::sessionize {

// Timers in event time, one slot a second, 4096 slots (68 minutes; later times wait in the farthest slot and are armed again).
// Entries are never moved: who fires looks whether it is really due, and arms itself again if not.
template <class T>
class TimerWheel {
public:
    void arm(EventTime at, T item)
    {
        const std::int64_t second = std::clamp(toMillis(at) / 1000 + 1, m_now + 1, m_now + Slots - 1);
        m_slots[index(second)].push_back(std::move(item));
    }

    // Calls fire(item) for each entry whose second has been reached. fire may arm again.
    template <class Fire>
    void advance(EventTime to, Fire fire)
    {
        const std::int64_t target = toMillis(to) / 1000;
        if (!m_started || target - m_now > Slots) rebase(target);
        while (m_now < target) {
            ++m_now;
            m_firing.swap(m_slots[index(m_now)]);
            for (T& item : m_firing) fire(item);
            m_firing.clear();
        }
    }

    EventTime now() const { return fromMillis(m_now * 1000); }

private:
    static constexpr std::int64_t Slots = 4096;
    static std::size_t index(std::int64_t second) { return static_cast<std::size_t>(second & (Slots - 1)); }

    // The first time of all, or a jump over the whole wheel: one turn back reaches every slot once.
    void rebase(std::int64_t target)
    {
        m_now = target - Slots;
        m_started = true;
    }

    std::vector<std::vector<T>> m_slots{static_cast<std::size_t>(Slots)};
    std::vector<T> m_firing;
    std::int64_t m_now = 0;
    bool m_started = false;
};

} // namespace tailrace::sessionize
