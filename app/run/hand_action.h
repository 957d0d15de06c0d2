// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <variant>

#include "pipeline/degrade/shed_order.h"
#include "pipeline/simulator/incident_plan.h"

namespace tailrace::run {

struct ThrowSwitch {
    degrade::Shed shed{};
    degrade::Position position{};
};

struct PlayIncident {
    simulator::ScheduledIncident incident; // now, whenever it says
};

struct MultiplyRate {
    double factor = 1; // of what the scenario asks for
};

// What somebody does to a run while it goes on. Each stands among the incidents of its record.
using HandAction = std::variant<ThrowSwitch, PlayIncident, MultiplyRate>;

} // namespace tailrace::run
