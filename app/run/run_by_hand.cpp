// SPDX-License-Identifier: Apache-2.0
// What somebody does to a run while it goes on.
#include <algorithm>

#include "app/run/run_driver.h"
#include "pipeline/report/number_format.h"

namespace tailrace::run {
namespace {

constexpr auto RateHeadroom = std::chrono::milliseconds(200);

} // namespace

void RunDriver::actByHand()
{
    while (const auto action = m_observer.nextHandAction()) std::visit([this](const auto& one) { act(one); }, *action);
}

void RunDriver::act(const ThrowSwitch& action) { m_pipeline.throwSwitch(action.shed, action.position); }

void RunDriver::act(const PlayIncident& action) { m_pipeline.playIncident(action.incident); }

// The change lies a little ahead, so that the generator knows of it before it draws an event that it concerns, and is on the disk before:
// a run that goes on after a crash then makes the same events again.
void RunDriver::act(const MultiplyRate& action)
{
    const std::string factor = report::plainNumber(action.factor);
    const Stamp now = m_clock.now();
    if (!m_generator || !m_plan.traffic.source->canMultiplyRate()) {
        m_pipeline.incidents().add(now, "rate not changed",
            m_generator ? "By hand the rate was to be " + factor + " times the scenario's. Recorded events keep their own pace."
                        : "By hand the rate was to be " + factor + " times the scenario's. The traffic is over.");
        return;
    }
    if (!(action.factor >= simulator::LeastRateFactor && action.factor <= simulator::MostRateFactor)) return;
    const std::chrono::nanoseconds at = now + RateHeadroom - m_origin;
    m_pipeline.incidents().add(m_origin + at, "rate x" + factor,
        action.factor == 1 ? std::string("By hand: the rate is what the scenario asks for again.")
                           : "By hand: the rate is " + factor + " times what the scenario asks for, until it is changed again.");
    if (m_plan.state) m_plan.state->rateChanges.push_back({at, action.factor});
    static_cast<void>(keepIncidents()); // without it a crash costs the events after it their likeness, nothing else
    m_generator->multiplyRate(at, action.factor);
}

// In all its lives: whoever compares two runs must know that the seed does not say everything of this one.
void RunDriver::noteByHand()
{
    const auto touched = std::ranges::count_if(m_record.incidents, [](const report::Incident& incident) {
        return incident.text.find("By hand") != std::string::npos || incident.text.find("by hand") != std::string::npos;
    });
    if (touched == 0) return;
    m_record.notes.push_back("This run was changed by hand while it went on, "
        + (touched == 1 ? std::string("once") : std::to_string(touched) + " times")
        + "; its incidents say when and how. The seed alone does not repeat it.");
}

} // namespace tailrace::run
