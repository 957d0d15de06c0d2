// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include "pipeline/simulator/dwell_wheel.h"
#include "pipeline/simulator/random.h"

namespace tailrace::simulator {

// Decides who acts next, so that the rate of the scenario is kept and each shopper takes their time between two steps all the same:
// whoever's dwell is over goes first; else somebody comes; else, when everybody is here already, the shoppers' own time goes on to
// the next one. Where the rate falls, those who would have to wait for long leave. Allocates only when it is made. Not thread-safe.
class Crowd {
public:
    static constexpr std::chrono::seconds Patience{10}; // of the shoppers' own time

    struct Actor {
        std::uint32_t who = 0;
        bool comes = false; // was not here; else goes on
    };

    // `returning`: share of those who come that were here before, as far as there are any.
    Crowd(std::uint32_t population, double returning);

    // So much time has passed since the last call. Calls left(who) for everybody whose patience is over.
    template <class Left>
    void pass(std::chrono::nanoseconds time, Left left)
    {
        m_now += time;
        while (!m_waiting.empty() && m_waiting.firstTime() + Patience < m_now) {
            const std::uint32_t who = m_waiting.takeFirst();
            m_away.push_back(who);
            left(who);
        }
    }

    // The actor is then in nobody's hands: stays() or leaves() takes them back.
    Actor next(Random& random);
    void stays(std::uint32_t who, std::chrono::nanoseconds dwell);
    void leaves(std::uint32_t who) { m_away.push_back(who); }

    std::chrono::nanoseconds ownTime() const { return m_now; }

private:
    std::uint32_t takeComer(Random& random);

    const std::uint32_t m_population;
    const double m_returning;
    DwellWheel m_waiting;
    std::vector<std::uint32_t> m_away; // were here; room for all
    std::uint32_t m_fresh = 0;         // this one and those behind it were never here
    std::chrono::nanoseconds m_now{};  // the shoppers' own time
};

} // namespace tailrace::simulator
