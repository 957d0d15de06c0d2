// SPDX-License-Identifier: Apache-2.0
// A run that goes on after its process was killed: what it keeps of itself for that, and how it says so.
#include "app/run/run_driver.h"
#include "pipeline/report/number_format.h"
#include "pipeline/simulator/resumed_traffic.h"

namespace tailrace::run {
namespace {

double secondsBetween(Stamp from, Stamp to) { return std::chrono::duration<double>(to - from).count(); }

} // namespace

Result<void> RunDriver::keepState()
{
    if (!m_plan.state) return {};
    RunState& state = *m_plan.state;
    m_keptChanges.reset(); // whatever the incidents say
    state.startedAt = m_record.startedAt;
    state.journalQuotaBytes = m_plan.environment.pipeline.journalQuotaBytes;
    state.journalSegmentBytes = m_plan.environment.pipeline.journalSegmentBytes;
    state.journalWords = m_plan.environment.journalWords;
    return keepIncidents();
}

// Those of a life that is cut off are known to the next.
Result<void> RunDriver::keepIncidents()
{
    if (!m_plan.state) return {};
    const std::uint64_t changes = m_pipeline.incidents().changes();
    if (m_keptChanges == changes) return {};
    m_plan.state->incidents = m_pipeline.incidents().entries();
    m_keptChanges = changes;
    return saveRunState(m_plan.environment.arguments.out, *m_plan.state);
}

// The traffic, from where the collector has last taken an event; cuts that are due already, too.
void RunDriver::goOn()
{
    const auto& recovered = m_pipeline.recovered();
    if (!recovered) return;
    m_crashed = m_plan.state->died;
    if (!m_crashed && recovered->counts.accepted > 0) m_crashed = recovered->lastCollected;
    m_acceptedBefore = recovered->counts.accepted;
    m_receivedBefore = recovered->counts.received;
    m_pastOrigin = m_plan.state->pastOrigin;
    m_goesOn = m_plan.state->origin.has_value();
    if (m_goesOn) m_origin = *m_plan.state->origin;
    simulator::ResumedTraffic::Taken taken;
    for (const Stamp due : recovered->dues) taken.own.push_back(due - m_origin);
    for (const Stamp due : recovered->pastDues) taken.past.push_back(due - m_pastOrigin);
    m_plan.traffic.source = std::make_unique<simulator::ResumedTraffic>(std::move(m_plan.traffic.source), std::move(taken));
}

// The first event of this life is applied when all of the earlier ones are, and one more.
void RunDriver::watchRecovery(const telemetry::Ledger& ledger)
{
    if (ledger.applied + ledger.duplicate + ledger.late <= m_acceptedBefore) return;
    const Stamp now = m_clock.now();
    m_pipeline.incidents().add(now, "engine recovered",
        "Features follow new events again, " + report::fixed(secondsBetween(*m_crashed, now), 2)
            + (m_plan.state->died ? " s after the engine's end." : " s after the last event before its end was taken."));
    m_crashed.reset();
}

void RunDriver::noteLives()
{
    if (!m_plan.state) return;
    const auto often = [](std::size_t times) { return times == 1 ? std::string("once") : std::to_string(times) + " times"; };
    if (const std::size_t crashes = m_plan.state->crashesInPast; crashes > 0) {
        m_record.notes.push_back("The engine ended without notice " + often(crashes)
            + " while the generated past was pushed through, and went on with it. Nothing that is measured happened before.");
    }
    if (m_plan.state->crashes == 0) return;
    m_record.notes.push_back("The engine ended without notice " + often(m_plan.state->crashes)
        + " and went on. Ledger and incidents cover the whole run; latencies, rates and CPU seconds only the time since then: what was measured "
          "before went with the process. Recommendations that were asked for and not given yet at a crash may be given twice.");
}

} // namespace tailrace::run
