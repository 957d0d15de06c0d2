// SPDX-License-Identifier: Apache-2.0
#include "app/run/run_driver.h"

#include <array>
#include <ctime>
#include <utility>

#include "app/run/cut_schedule.h"
#include "pipeline/report/run_file.h"
#include "pipeline/telemetry/clock_cost.h"

namespace tailrace::run {
namespace {

constexpr auto DrainDeadline = std::chrono::seconds(60);
// An event that the collector has not taken for so long after it was due ends the traffic: a full disk does not get emptier by waiting.
constexpr auto RefusedTooLong = std::chrono::seconds(60);
constexpr auto TrafficPace = std::chrono::milliseconds(100);
constexpr auto DrainPace = std::chrono::milliseconds(5);

std::string isoNow(EventTime now)
{
    const std::time_t seconds = toMillis(now) / 1000;
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    std::array<char, 32> text{};
    std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
    return text.data();
}

} // namespace

RunDriver::RunDriver(RunPlan plan, LogSink& log, RunObserver& observer)
    : m_plan(std::move(plan)),
      m_observer(observer),
      m_pipeline(m_plan.environment.pipeline, log, m_clock)
{}

RunDriver::~RunDriver() = default;

Result<void> RunDriver::play()
{
    if (m_plan.state) {
        for (const auto& incident : m_plan.state->incidents) m_pipeline.incidents().restore(incident);
    }
    if (auto started = m_pipeline.start(m_plan.traffic.tables); !started) return started.error();
    if (auto kept = keepDeclarations(m_plan.environment); !kept) return kept;
    goOn();
    if (auto loaded = loadPast(); !loaded) return loaded;
    begin();
    if (auto kept = keepState(); !kept) return kept;
    // A run that goes on: what fell due while the engine was away is not the generator's doing.
    const Stamp answersFrom = m_goesOn ? m_clock.now() : m_origin;
    simulator::Generator generator(*m_plan.traffic.source, m_pipeline.collector(), m_clock, {.answersFrom = answersFrom});
    m_pipeline.beginMeasuring(m_origin, [&generator] { return generator.status().offered; });
    if (m_neverBegan.empty()) {
        generator.start(m_origin);
        m_generator = &generator;
        m_stopped = m_cutShort = playTraffic(generator);
        m_generator = nullptr;
    }
    const Stamp trafficEnded = m_clock.now();
    generator.stop();
    m_drained = workOff([this] { return m_pipeline.isIdle(); });
    takeLastCut();
    end(generator, trafficEnded);
    return {};
}

void RunDriver::begin()
{
    if (m_neverBegan.empty()) m_observer.ready(m_pipeline);
    setZero();
    m_record.measuring.clockNanoseconds = telemetry::costOfReading(m_clock).count();
    m_stealBefore = telemetry::machineCpuTime();
    m_hiccups.start();
    m_record.startedAt = m_goesOn ? m_plan.state->startedAt : isoNow(m_clock.wallNow());
    if (!m_goesOn) m_origin = m_clock.now() + std::chrono::milliseconds(20);
    if (m_plan.state) m_plan.state->origin = m_origin;
    m_cutTimes = cutTimes(m_plan.environment.arguments.cuts, m_plan.traffic.duration, m_plan.traffic.seed.value_or(1));
    if (m_neverBegan.empty()) m_observer.began();
}

// What the past has cost is not the run's.
void RunDriver::setZero()
{
    if (!m_record.past || m_goesOn) return;
    m_cpuBefore = telemetry::thisProcessCpuTime();
    m_brokerCpuBefore = m_pipeline.servers().brokerCpuSeconds();
    m_redisCpuBefore = m_pipeline.servers().redisCpuSeconds();
}

// True: somebody wished it to stop before its end.
bool RunDriver::playTraffic(simulator::Generator& generator)
{
    bool stopped = false;
    while (!stopped && !isTrafficOver(generator) && generator.status().failure.empty() && !m_gaveUp) {
        stopped = m_observer.stopAsked(TrafficPace);
        actByHand();
        m_pipeline.tick();
        watchApplied();
        cutWhenDue();
        static_cast<void>(keepIncidents()); // without it a crash costs their words, nothing else
        m_observer.progressed(m_pipeline.snapshots(), &generator);
        m_gaveUp = generator.status().behind > RefusedTooLong;
    }
    return stopped;
}

// A scenario's stages may end without events, and incidents may happen in them.
bool RunDriver::isTrafficOver(const simulator::Generator& generator) const
{
    if (m_plan.traffic.fillsItsDuration && m_clock.now() - m_origin < m_plan.traffic.duration) return false;
    return generator.finished();
}

// Until it is done. False: something is left over, because of the deadline, of Kafka or of the user.
bool RunDriver::workOff(const std::function<bool()>& done)
{
    const Stamp until = m_clock.now() + DrainDeadline;
    bool stopped = false;
    while (!done() && !m_pipeline.brokerIsGone() && !stopped && m_clock.now() < until) {
        stopped = m_observer.stopAsked(DrainPace);
        actByHand();
        m_pipeline.tick();
        watchApplied();
        m_observer.progressed(m_pipeline.snapshots(), nullptr);
    }
    watchApplied();
    m_stopped |= stopped;
    return done();
}

// One that falls due while another is under way, or under overload, waits.
void RunDriver::cutWhenDue()
{
    if (m_pipeline.shedding().isGivenUp(degrade::Shed::AdHocQueries)) return;
    if (!m_cutTimes.empty() && m_clock.now() - m_origin >= m_cutTimes.back() && m_pipeline.requestCut()) m_cutTimes.pop_back();
}

// Of everything that the run was given.
void RunDriver::takeLastCut()
{
    if (m_plan.environment.arguments.cuts == 0 || !m_drained) return;
    const auto done = [this] { return !m_pipeline.isCutting(); };
    if (workOff(done) && m_pipeline.requestCut()) workOff(done);
}

void RunDriver::watchApplied()
{
    const telemetry::Ledger ledger = m_pipeline.ledger();
    if (std::exchange(m_applied, ledger.applied) != ledger.applied) m_lastApplied = m_clock.now();
    if (m_crashed) watchRecovery(ledger);
}

void RunDriver::keepServers()
{
    if (m_plan.environment.arguments.keepAlive && !m_stopped) m_observer.keepAlive(m_pipeline);
}

Result<void> RunDriver::writeReports() const
{
    const std::filesystem::path& out = m_plan.environment.arguments.out;
    const auto written = report::writeRunFile(out / RunFileName, *m_finished);
    // Whatever became of the run file: of two records of a run that cannot be had again one may find room.
    const std::vector<report::Format> formats(report::AllFormats.begin(), report::AllFormats.end());
    const auto exported = report::exportRun(*m_finished, out, formats);
    if (!written) return written.error();
    if (!exported) return exported.error();
    forgetRunState(out);
    return {};
}

} // namespace tailrace::run
