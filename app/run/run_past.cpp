// SPDX-License-Identifier: Apache-2.0
// The generated past of a run: pushed through the whole pipeline before anything is measured, so that windows and sessions are full
// when the traffic begins.
#include <algorithm>

#include "app/run/run_driver.h"
#include "pipeline/report/number_format.h"

namespace tailrace::run {
namespace {

constexpr auto LoadPace = std::chrono::milliseconds(50);
// Accepted and not decided yet: enough to keep every worker busy, little to wait for at the end or when it is stopped.
constexpr std::uint64_t MostInFlight = 50'000;
constexpr auto NoProgress = std::chrono::seconds(60);

} // namespace

// Ready for the traffic; else m_neverBegan says why not.
Result<void> RunDriver::loadPast()
{
    simulator::TrafficSource* const past = m_plan.traffic.source->past();
    if (!past) return {};
    if (m_goesOn) {
        // It is in the journal. The shoppers of the traffic must have lived it all the same.
        while (past->next({})) {}
        m_record.past = m_plan.state->past;
        return {};
    }
    if (m_pastOrigin == Stamp{}) m_pastOrigin = m_clock.now();
    if (m_plan.state) m_plan.state->pastOrigin = m_pastOrigin;
    if (auto kept = keepState(); !kept) return kept;
    simulator::Generator generator(*past, m_pipeline.collector(), m_clock,
        {.answersFrom = Stamp::max(), .isPast = true, .hasRoom = [this] { return m_pipeline.ledger().inFlight < MostInFlight; }});
    generator.start(m_pastOrigin);
    m_neverBegan = awaitPast(generator);
    generator.stop();
    m_past = {.offered = generator.status().offered, .acknowledged = generator.status().accepted};
    notePast(m_pipeline.ledger());
    return {};
}

// Why it did not get through; empty: all of it is applied, and the store holds it.
std::string RunDriver::awaitPast(const simulator::Generator& generator)
{
    std::uint64_t seen = 0;
    Stamp moved = m_clock.now();
    const Stamp began = moved;
    const telemetry::Ledger found = m_pipeline.ledger();
    const std::uint64_t before = found.accepted - found.inFlight;
    while (!isPastThrough(generator)) {
        if (m_observer.stopAsked(LoadPace)) {
            m_stopped = true;
            return "it was stopped by hand while its generated past was pushed through";
        }
        m_pipeline.tick();
        watchApplied();
        static_cast<void>(keepIncidents()); // without it a crash costs their words, nothing else
        const telemetry::Ledger ledger = m_pipeline.ledger();
        const Stamp now = m_clock.now();
        const std::uint64_t decided = ledger.accepted - ledger.inFlight;
        m_observer.loading({.applied = std::max(decided, before),
            .before = before,
            .expected = m_plan.traffic.pastEvents,
            .span = m_plan.traffic.pastSpan,
            .spent = now - began});
        if (std::exchange(seen, ledger.received + decided) != ledger.received + decided) moved = now;
        if (const std::string failure = generator.status().failure; !failure.empty()) return "its generated past ended early: " + failure;
        if (m_pipeline.brokerIsGone()) return "Kafka went away while its generated past was pushed through, and did not come back";
        if (now - moved > NoProgress) return "for 60 s nothing of its generated past was taken or applied";
    }
    return {};
}

bool RunDriver::isPastThrough(const simulator::Generator& generator) const
{
    const simulator::GeneratorStatus status = generator.status();
    return status.finished && m_pipeline.ledger().received - m_receivedBefore >= status.offered && m_pipeline.isIdle();
}

void RunDriver::notePast(const telemetry::Ledger& ledger)
{
    m_record.past = {.events = ledger.accepted,
        .seconds = std::chrono::duration<double>(m_clock.now() - m_pastOrigin).count(),
        .span = std::chrono::duration<double>(m_plan.traffic.pastSpan).count()};
    if (m_plan.state) m_plan.state->past = m_record.past;
}

// In the report.
void RunDriver::sayPast()
{
    if (!m_neverBegan.empty()) m_record.notes.push_back("The traffic of this run never began: " + m_neverBegan + ". Nothing was measured.");
    if (!m_record.past) return;
    const report::GeneratedPast& past = *m_record.past;
    const auto span = std::chrono::seconds(static_cast<std::int64_t>(past.span));
    m_record.notes.push_back(report::grouped(past.events) + " events of generated past, " + spanText(span)
        + " before the start, were pushed through the whole pipeline in " + report::fixed(past.seconds, 1)
        + " s before t0, not measured: they stand in the ledger, and in no latency, rate or CPU time.");
}

} // namespace tailrace::run
