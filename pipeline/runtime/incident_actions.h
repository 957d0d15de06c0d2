// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pipeline/base/result.h"
#include "pipeline/simulator/incident_plan.h"

namespace tailrace::runtime {

// What can be done to a run on purpose. Belongs to the thread of who plays incidents.
class IncidentActions {
public:
    virtual ~IncidentActions() = default;

    // Makes it happen; one of each target at a time. An error says why it cannot be done to this run: it is then not ended.
    virtual Result<void> begin(const simulator::ScheduledIncident& incident) = 0;
    // Makes it good again. Not called for incidents of an instant.
    virtual void end(const simulator::ScheduledIncident& incident) = 0;
    // While something is on, often.
    virtual void tick() = 0;
};

} // namespace tailrace::runtime
