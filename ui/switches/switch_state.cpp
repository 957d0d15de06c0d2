// SPDX-License-Identifier: Apache-2.0
#include "ui/switches/switch_state.h"

namespace tailrace::ui {
namespace {

constexpr std::string_view Restarted = "engine restarted";
constexpr const char* AnewCause = "The engine went on after a crash, with every switch on automatic.";

void follow(SwitchStates& states, const Switching& switching)
{
    SwitchState& state = states[static_cast<std::size_t>(switching.change.shed)];
    state = {.given = switching.change.given,
        .position = switching.change.position,
        .since = switching.atSeconds,
        .cause = switching.change.cause,
        .switchings = state.switchings + 1};
}

} // namespace

std::vector<Switching> switchingsOf(const std::vector<report::Incident>& incidents, double until)
{
    std::vector<Switching> found;
    SwitchStates states;
    const auto add = [&](Switching switching) {
        follow(states, switching);
        found.push_back(std::move(switching));
    };
    for (const report::Incident& incident : incidents) {
        if (incident.atSeconds > until) break;
        if (auto change = degrade::readShedNote(incident.kind, incident.text)) add({incident.atSeconds, std::move(*change)});
        if (incident.kind != Restarted) continue;
        for (std::size_t i = 0; i < states.size(); ++i) {
            if (!states[i].given && states[i].position == degrade::Position::Automatic) continue;
            add({incident.atSeconds,
                {.shed = static_cast<degrade::Shed>(i), .given = false, .cause = AnewCause, .switched = states[i].given}});
        }
    }
    return found;
}

SwitchStates statesAfter(const std::vector<Switching>& switchings)
{
    SwitchStates states;
    for (const Switching& switching : switchings) follow(states, switching);
    return states;
}

} // namespace tailrace::ui
