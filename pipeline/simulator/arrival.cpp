// SPDX-License-Identifier: Apache-2.0
#include "pipeline/simulator/arrival.h"

#include <algorithm>
#include <cmath>

namespace tailrace::simulator {
namespace {

double secondsOf(const RateStage& stage) { return std::chrono::duration<double>(stage.duration).count(); }

} // namespace

ArrivalSchedule::ArrivalSchedule(std::vector<RateStage> stages, std::uint64_t seed) : m_stages(std::move(stages)), m_random(seed, 0xa441) {}

void ArrivalSchedule::applyChanges()
{
    for (; !m_changes.empty() && m_changes.front().at <= m_last; m_changes.pop_front()) m_factor = m_changes.front().factor;
}

std::optional<std::chrono::nanoseconds> ArrivalSchedule::next()
{
    applyChanges();
    // In events of the stages' own rate. Divided by 1 exactly the same number: who changes nothing gets what the seed says.
    m_position += m_random.exponential() / m_factor;
    for (; m_stage < m_stages.size(); ++m_stage) {
        const RateStage& stage = m_stages[m_stage];
        const double seconds = secondsOf(stage);
        const double expected = (stage.from + stage.to) / 2 * seconds;
        if (m_position < expected) {
            // The root of from*t + slope/2*t^2 = position, in the form that also holds for a flat stage.
            const double slope = (stage.to - stage.from) / seconds;
            const double root = std::sqrt(std::max(0.0, stage.from * stage.from + 2 * slope * m_position));
            m_last = std::chrono::nanoseconds(std::llround((m_stageBegin + 2 * m_position / (stage.from + root)) * 1e9));
            return m_last;
        }
        m_position -= expected;
        m_stageBegin += seconds;
    }
    return std::nullopt;
}

} // namespace tailrace::simulator
