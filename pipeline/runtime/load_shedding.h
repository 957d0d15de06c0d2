// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <utility>

#include "pipeline/degrade/shed_note.h"
#include "pipeline/degrade/shed_order.h"
#include "pipeline/runtime/incident_log.h"

namespace tailrace::runtime {

// The shed order at work: told the load by the main thread, asked by the threads that give something up. Each step is an incident.
class LoadShedding {
public:
    LoadShedding(IncidentLog& incidents, const Clock& clock, degrade::ShedRules rules = {})
        : m_incidents(incidents),
          m_clock(clock),
          m_order(rules)
    {}

    // Main thread, about ten times a second.
    void observe(const degrade::Load& load)
    {
        for (const degrade::ShedChange& change : m_order.observe(load, m_clock.now())) note(change);
    }
    // Main thread. By hand: an incident, also when the load has put the switch there already.
    void force(degrade::Shed shed, degrade::Position position)
    {
        if (const auto change = m_order.force(shed, position)) note(*change);
    }
    // Main thread.
    degrade::Position position(degrade::Shed shed) const { return m_order.position(shed); }

    // Any thread.
    bool isGivenUp(degrade::Shed shed) const { return m_givenUp[static_cast<std::size_t>(shed)].load(std::memory_order_relaxed); }

private:
    void note(const degrade::ShedChange& change)
    {
        m_givenUp[static_cast<std::size_t>(change.shed)].store(change.given, std::memory_order_relaxed);
        auto [kind, text] = degrade::noteOf(change);
        m_incidents.add(m_clock.now(), std::move(kind), std::move(text));
    }

    IncidentLog& m_incidents;
    const Clock& m_clock;
    degrade::ShedOrder m_order;
    std::array<std::atomic<bool>, degrade::ShedCount> m_givenUp{};
};

} // namespace tailrace::runtime
