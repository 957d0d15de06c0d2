// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/degrade/shed_note.h"
#include "pipeline/report/run_record.h"

namespace tailrace::ui {

// A switch of the shed order was thrown, by the load or by hand.
struct Switching {
    double atSeconds = 0; // since the run's start
    degrade::ShedChange change;

    bool operator==(const Switching& other) const { return atSeconds == other.atSeconds && change.shed == other.change.shed; }
};

// How a switch stands.
struct SwitchState {
    bool given = false; // up
    degrade::Position position{};
    std::optional<double> since; // seconds since the run's start; none: it was never thrown
    std::string cause;
    int switchings = 0;
};
using SwitchStates = std::array<SwitchState, degrade::ShedCount>;

// The history of all switches, in order, from what stands among a run's incidents up to that second. An engine that went on after a
// crash begins with every switch on and automatic.
std::vector<Switching> switchingsOf(const std::vector<report::Incident>& incidents, double until = std::numeric_limits<double>::infinity());
SwitchStates statesAfter(const std::vector<Switching>& switchings);

} // namespace tailrace::ui
