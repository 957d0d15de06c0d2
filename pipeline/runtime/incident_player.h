// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "pipeline/base/clock.h"
#include "pipeline/runtime/incident_actions.h"
#include "pipeline/runtime/incident_log.h"

namespace tailrace::runtime {

// Plays the incidents of a scenario at their time, as exactly as it is ticked, and notes the begin and the end of each. Incidents of
// the same target follow each other: one that is due while another is on begins when that is over. What cannot be done to this run is
// noted and left out. Belongs to one thread.
class IncidentPlayer {
public:
    // The references must outlive it. `origin`: when the traffic starts.
    IncidentPlayer(std::vector<simulator::ScheduledIncident> incidents, Stamp origin, IncidentActions& actions, IncidentLog& log,
        const Clock& clock);
    ~IncidentPlayer();
    IncidentPlayer(const IncidentPlayer&) = delete;
    IncidentPlayer& operator=(const IncidentPlayer&) = delete;

    // One more, not before its time.
    void add(const simulator::ScheduledIncident& incident);
    // About ten times a second.
    void tick();
    // Ends what is on and begins nothing more.
    void stop();
    bool finished() const { return m_waiting.empty() && m_on.empty(); }

private:
    struct On {
        simulator::ScheduledIncident incident;
        Stamp until{};
    };

    void begin(const simulator::ScheduledIncident& incident);
    void end(const On& on, const char* why);
    bool isTargetFree(simulator::IncidentKind kind) const;
    void note(const simulator::ScheduledIncident& incident, const char* what, std::string text);

    std::vector<simulator::ScheduledIncident> m_waiting; // in the order of their begin
    std::vector<On> m_on;
    const Stamp m_origin;
    IncidentActions& m_actions;
    IncidentLog& m_log;
    const Clock& m_clock;
};

} // namespace tailrace::runtime
