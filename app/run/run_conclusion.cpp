// SPDX-License-Identifier: Apache-2.0
// What a run's record says beyond its measurements: of time and machine, of the traffic, and of what was left over.
#include <algorithm>

#include "app/run/journal_plan.h"
#include "app/run/ledger_note.h"
#include "app/run/run_driver.h"
#include "pipeline/report/measuring_rows.h"
#include "pipeline/report/number_format.h"
#include "pipeline/telemetry/clock_cost.h"
#include "pipeline/telemetry/machine_description.h"

namespace tailrace::run {
namespace {

constexpr auto LastAnswers = std::chrono::milliseconds(200); // are given in much less, once they are asked for

// A server that was started anew has begun at nothing.
std::optional<double> since(std::optional<double> before, std::optional<double> now)
{
    if (!before || !now || *now < *before) return now;
    return *now - *before;
}

} // namespace

void RunDriver::end(const simulator::Generator& generator, Stamp trafficEnded)
{
    const simulator::GeneratorStatus status = generator.status();
    m_hiccups.stop();
    if (m_plan.environment.arguments.keepAlive && !m_stopped) {
        workOff([this] { return m_pipeline.hasAnswered(); });
        m_stopped |= m_observer.stopAsked(LastAnswers);
        m_pipeline.conclude(m_record);
    } else {
        m_pipeline.stop(m_record);
    }
    cutTimeline(std::max(trafficEnded, m_lastApplied));
    m_record.ledger = m_pipeline.ledger();
    m_record.scenario = m_plan.traffic.scenario;
    m_record.seed = m_plan.traffic.seed;
    m_record.budget = m_plan.environment.budget;
    if (!m_neverBegan.empty()) notePast(m_record.ledger);
    noteTime(status, trafficEnded);
    noteSystem(status);
    noteMeasuring(generator);
    noteTraffic(status);
    noteJournal();
    for (const auto& expression : m_plan.environment.thresholds) m_record.thresholds.push_back(report::evaluate(expression, m_record));
    m_failures = failuresOf(m_record, m_leftOver);
    m_finished = std::make_shared<const report::RunRecord>(std::move(m_record));
}

void RunDriver::noteTime(const simulator::GeneratorStatus& status, Stamp trafficEnded)
{
    m_record.durationSeconds = std::max(0.0, std::chrono::duration<double>(trafficEnded - m_origin).count());
    const std::uint64_t past = std::min(m_record.ledger.applied, m_record.past ? m_record.past->events : 0);
    // Until the last event was applied: what is worked off after the traffic counts with the time that it takes.
    const std::chrono::duration<double> applying = std::max(trafficEnded, m_lastApplied) - m_origin;
    if (applying.count() > 0) m_record.eventsPerSecond = static_cast<double>(m_record.ledger.applied - past) / applying.count();
    m_record.bytesPerEvent = status.offered ? static_cast<double>(status.offeredBytes) / static_cast<double>(status.offered) : 0;
}

void RunDriver::noteSystem(const simulator::GeneratorStatus& status)
{
    m_record.machine = telemetry::describeMachine();
    const auto stealAfter = telemetry::machineCpuTime();
    if (const std::string clock = telemetry::clockSource(); !clock.empty()) m_record.machine["clock"] = clock;
    if (m_stealBefore && stealAfter) {
        m_record.machine["steal"] = telemetry::describeSteal(*m_stealBefore, *stealAfter);
        m_record.measuring.stealShare = telemetry::stealShare(*m_stealBefore, *stealAfter);
    }
    runtime::Servers& servers = m_pipeline.servers();
    const std::chrono::duration<double> own = telemetry::thisProcessCpuTime() - m_cpuBefore;
    m_record.cpu = {.generator = status.cpuSeconds,
        .engine = own.count() - status.cpuSeconds,
        .broker = since(m_brokerCpuBefore, servers.brokerCpuSeconds()),
        .redis = since(m_redisCpuBefore, servers.redisCpuSeconds())};
    m_record.configuration = {{"brokers", servers.embeddedBroker() ? "embedded" : servers.brokerAddress()},
        {"redis", servers.embeddedRedis() ? "embedded" : servers.redis().display()}, {"traffic", m_plan.traffic.inWords},
        {"budget", m_record.budget.name}, {"profile", m_plan.environment.arguments.profile},
        {"telemetry", m_plan.environment.arguments.telemetry ? "on" : "off"}};
}

void RunDriver::noteMeasuring(const simulator::Generator& generator)
{
    m_record.measuring.hiccupCore = m_hiccups.core();
    m_record.series[report::HiccupKey] = m_hiccups.histogram();
    if (m_plan.traffic.source->isPaced()) m_record.series[report::LatenessKey] = generator.lateness();
    m_record.measuring.modelled = m_plan.traffic.modelled;
    m_record.measuring.modelled
        .emplace_back("Clients call the collector in process: no network lies in front of stage 1, and no delay stands for one.");
    m_record.measuring.modelled.emplace_back("Stage 5 renders the fragment that a page would show; no browser paints it.");
    if (m_pipeline.hasIncidents()) {
        m_record.measuring.modelled.emplace_back(
            "Incidents act on the run's own processes: a slow or silent server is one whose process stands still for a time.");
    }
}

void RunDriver::noteTraffic(const simulator::GeneratorStatus& status)
{
    const std::uint64_t offered = m_past.offered + status.offered;
    const std::uint64_t notTaken = offered - std::min(offered, m_record.ledger.received - m_receivedBefore);
    // Of a past that was broken off nothing was due.
    m_leftOver = {.neverAccepted = m_neverBegan.empty() ? notTaken : 0,
        .storeIsBehind = !m_drained,
        .trafficFailure = status.failure,
        .neverBegan = m_neverBegan};
    sayPast();
    for (const std::string& note : m_plan.traffic.notes) m_record.notes.push_back(note);
    for (std::string& note : m_plan.traffic.source->notes()) m_record.notes.push_back(std::move(note));
    noteLives();
    noteByHand();
    if (m_cutShort) {
        const auto& planned = m_plan.traffic.duration;
        m_record.notes.push_back("The run was stopped by hand after " + report::fixed(m_record.durationSeconds, 1) + " s"
            + (planned ? " of " + report::fixed(std::chrono::duration<double>(*planned).count(), 0) + " s" : std::string())
            + ", while its traffic went on. All figures and thresholds speak of that time only.");
    }
    if (!status.failure.empty()) m_record.notes.push_back("The traffic ended early: " + status.failure);
    if (m_plan.traffic.source->isPaced() && status.couldNotKeepUp()) {
        m_record.notes.push_back("The generator could not keep up: " + std::to_string(status.lateEvents)
            + " events were offered more than 10 ms late, at most "
            + std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(std::max(status.maxLateness, status.behind)).count())
            + " ms. Latency counts from the due time all the same."
            + (m_pipeline.recovered()
                    ? " What fell due while the engine was away is not among them; what fell due while that was made up for is."
                    : ""));
    }
    if (m_gaveUp) {
        m_record.notes.emplace_back(
            "The traffic was given up: for 60 s the collector did not take events that were due. They stand in no percentile, nor do those "
            "that were due meanwhile and never made.");
    }
    if (notTaken > 0) m_record.notes.push_back(std::to_string(notTaken) + " refused events were not offered again before the end.");
    noteLeftOver();
    const ClientCounts clients{.acknowledged = m_past.acknowledged + status.accepted, .receivedBefore = m_receivedBefore};
    m_record.notes.push_back(ledgerNote(m_record.ledger, m_drained ? std::optional(clients) : std::nullopt));
}

void RunDriver::noteLeftOver()
{
    if (m_drained) return;
    const std::uint64_t left = m_record.ledger.inFlight;
    m_record.notes.push_back(left > 0
            ? std::to_string(left)
                + " accepted events were still in flight at the end. They stay in the journal and stand in no percentile."
            : "At the end the feature store did not hold all values: it was away, or not yet up to date. Freshness lacks the events that wait for it.");
}

void RunDriver::noteJournal()
{
    m_record.configuration["journal"] = bytesText(m_pipeline.journalBytes()) + " written; planned: " + m_plan.environment.journalWords;
    if (!m_cutTimes.empty()) {
        m_record.notes.push_back("Cuts that were not asked for: " + std::to_string(m_cutTimes.size())
            + ". The traffic ended before their time, or one before them took too long.");
    }
    for (std::string& note : m_pipeline.notes()) m_record.notes.push_back(std::move(note));
    m_record.notes.push_back("The journal holds " + bytesText(m_pipeline.journalBytes())
        + " in the folder journal beside the report. It is kept whole, so that tailrace-verify can compute the run again.");
}

// The idle time while the last cut is made is not part of the run.
void RunDriver::cutTimeline(Stamp ended)
{
    const auto whole = std::chrono::ceil<std::chrono::seconds>(ended - m_origin).count();
    const bool goesOn = m_plan.environment.arguments.cuts > 0;
    if (goesOn) std::erase_if(m_record.seconds, [whole](const report::SecondRecord& second) { return second.second >= whole; });
}

} // namespace tailrace::run
