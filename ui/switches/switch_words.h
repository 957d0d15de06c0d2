// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/chart/number_text.h"
#include "ui/chart/state_mark.h"
#include "ui/switches/switch_state.h"
#include "ui/time/time_view.h"

namespace tailrace::ui {

// "Ad-hoc queries"
inline QString titleOf(degrade::Shed shed)
{
    const QString name = text(degrade::nameOf(shed));
    return name.left(1).toUpper() + name.mid(1);
}

// As short as a label on a chart must be.
inline constexpr std::array<const char*, degrade::ShedCount> ShortShedNames{
    "UI detail", "Ad-hoc queries", "Enrichment", "Personalisation", "New traffic"};

// Within a sentence.
inline QString shortNameOf(std::size_t shed)
{
    const QString name = ShortShedNames[shed];
    return name == "UI detail" ? name : name.toLower();
}

inline QString stateWordsOf(const SwitchState& state)
{
    if (state.position == degrade::Position::HeldOn) return "held on by hand";
    if (!state.given) return "on";
    return state.position == degrade::Position::GivenUp ? "given up by hand" : "given up by load";
}

// Its shape: a dot is on, a triangle given up by load, half a dot by hand.
inline report::State markOf(const SwitchState& state)
{
    if (!state.given) return telemetry::Verdict::Within;
    return state.position == degrade::Position::GivenUp ? telemetry::Verdict::Tight : telemetry::Verdict::Over;
}

// "since 0:47. The oldest event has …"; nothing for what was never thrown.
inline QString causeWordsOf(const SwitchState& state)
{
    if (!state.since) return {};
    return "since " + clockText(*state.since) + ". " + text(state.cause);
}

} // namespace tailrace::ui
