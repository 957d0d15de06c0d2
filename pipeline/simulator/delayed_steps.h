// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>
#include <vector>

#include "pipeline/base/clock.h"
#include "pipeline/simulator/shopper_step.h"

namespace tailrace::simulator {

// Steps that happened and are sent later. Bounded; allocates only when it is made. Not thread-safe.
class DelayedSteps {
public:
    struct Delayed {
        std::chrono::nanoseconds sendAt{}; // since the start of the traffic
        EventTime timestamp{};             // when it happened
        ShopperStep step;
    };

    explicit DelayedSteps(std::size_t room) : m_room(room) { m_heap.reserve(room); }

    bool isFull() const { return m_heap.size() >= m_room; }
    bool isDue(std::chrono::nanoseconds now) const { return !m_heap.empty() && m_heap.front().sendAt <= now; }

    // Not when it is full.
    void add(const Delayed& delayed)
    {
        m_heap.push_back(delayed);
        std::push_heap(m_heap.begin(), m_heap.end(), isLater);
    }
    // The one to be sent first. Not when it is empty.
    Delayed take()
    {
        std::pop_heap(m_heap.begin(), m_heap.end(), isLater);
        const Delayed first = m_heap.back();
        m_heap.pop_back();
        return first;
    }

private:
    static bool isLater(const Delayed& a, const Delayed& b) { return a.sendAt > b.sendAt; }

    const std::size_t m_room;
    std::vector<Delayed> m_heap;
};

} // namespace tailrace::simulator
