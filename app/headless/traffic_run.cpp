// SPDX-License-Identifier: Apache-2.0
#include "app/headless/traffic_run.h"

#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <utility>

#include "app/headless/console_log.h"
#include "app/headless/journal_plan.h"
#include "app/headless/run_verdict.h"
#include "app/headless/status_line.h"
#include "pipeline/report/run_file.h"
#include "pipeline/simulator/generator.h"
#include "pipeline/telemetry/cpu_clock.h"
#include "pipeline/telemetry/machine_description.h"

namespace tailrace::headless {
namespace {

constexpr auto DrainDeadline = std::chrono::seconds(60);
// An event that the collector has not taken for so long after it was due ends the traffic: a full disk does not get emptier by waiting.
constexpr auto RefusedTooLong = std::chrono::seconds(60);

sigset_t stopSignals()
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    return set;
}

// True: the user wants to stop. Waits so long for it.
bool stopAsked(std::chrono::milliseconds patience = std::chrono::milliseconds(100))
{
    const sigset_t set = stopSignals();
    const timespec wait{0, std::chrono::nanoseconds(patience).count()};
    return sigtimedwait(&set, nullptr, &wait) > 0;
}

std::string isoNow(EventTime now)
{
    const std::time_t seconds = toMillis(now) / 1000;
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    std::array<char, 32> text{};
    std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
    return text.data();
}

// One run from start to report.
class TrafficRun {
public:
    TrafficRun(const RunEnvironment& environment, Traffic traffic)
        : m_environment(environment),
          m_traffic(std::move(traffic)),
          m_pipeline(environment.pipeline, m_log, m_clock)
    {}

    Result<int> play()
    {
        if (auto started = m_pipeline.start(m_traffic.tables); !started) return started.error();
        begin();
        simulator::Generator generator(m_traffic.source, m_pipeline.collector(), m_clock);
        m_pipeline.beginMeasuring(m_origin, [&generator] { return generator.status().offered; });
        generator.start(m_origin);
        bool stopped = false;
        while (!stopped && !generator.finished() && generator.status().failure.empty() && !m_gaveUp) {
            stopped = stopAsked();
            m_pipeline.tick();
            watchApplied();
            showStatus(&generator);
            m_gaveUp = generator.status().behind > RefusedTooLong;
        }
        const Stamp trafficEnded = m_clock.now();
        generator.stop();
        m_drained = drain();
        if (m_environment.arguments.keepAlive && !stopped) keepAlive();
        end(generator, trafficEnded);
        return writeReports();
    }

private:
    void begin()
    {
        m_stealBefore = telemetry::machineCpuTime();
        m_record.startedAt = isoNow(m_clock.wallNow());
        m_origin = m_clock.now() + std::chrono::milliseconds(20);
        if (!m_environment.arguments.quiet) std::printf("%s: %s\n", m_traffic.scenario.c_str(), m_traffic.inWords.c_str());
        std::fflush(stdout);
    }

    // Works off what is accepted. False: something was left over, because of the deadline or of the user.
    bool drain()
    {
        const Stamp until = m_clock.now() + DrainDeadline;
        bool stopped = false;
        while (!m_pipeline.isIdle() && !m_pipeline.brokerIsGone() && !stopped && m_clock.now() < until) {
            stopped = stopAsked(std::chrono::milliseconds(5));
            m_pipeline.tick();
            watchApplied();
            showStatus();
        }
        watchApplied();
        return m_pipeline.isIdle();
    }

    void watchApplied()
    {
        const std::uint64_t applied = m_pipeline.ledger().applied;
        if (std::exchange(m_applied, applied) != applied) m_lastApplied = m_clock.now();
    }

    void showStatus(const simulator::Generator* generator = nullptr)
    {
        const auto snapshot = m_pipeline.snapshots().read();
        if (m_environment.arguments.quiet || !snapshot || m_clock.now() - m_shown < std::chrono::seconds(1)) return;
        m_shown = m_clock.now();
        // On a terminal one line that changes; in a file one line a second.
        std::printf(isatty(STDOUT_FILENO) ? "\r\033[K%s" : "%s\n",
            statusLine(*snapshot, generator ? m_watch.news(generator->status()) : "").c_str());
        std::fflush(stdout);
    }

    void keepAlive()
    {
        const redis::RedisAddress& redis = m_pipeline.servers().redis();
        std::printf("\nThe servers stay until Ctrl-C. Features: redis-cli %s --scan --pattern 'tr:*'\nKafka: %s\n",
            redis.unixPath.empty() ? ("-u " + redis.display()).c_str() : ("-s " + redis.unixPath).c_str(),
            m_pipeline.servers().brokerAddress().c_str());
        std::fflush(stdout);
        while (!stopAsked()) m_pipeline.tick();
    }

    void end(const simulator::Generator& generator, Stamp trafficEnded)
    {
        const simulator::GeneratorStatus status = generator.status();
        m_pipeline.stop(m_record);
        cutTimeline(std::max(trafficEnded, m_lastApplied));
        m_record.ledger = m_pipeline.ledger();
        m_record.scenario = m_traffic.scenario;
        m_record.seed = m_traffic.seed;
        m_record.durationSeconds = std::max(0.0, std::chrono::duration<double>(trafficEnded - m_origin).count());
        m_record.machine = telemetry::describeMachine();
        const auto stealAfter = telemetry::machineCpuTime();
        if (m_stealBefore && stealAfter) m_record.machine["steal"] = telemetry::describeSteal(*m_stealBefore, *stealAfter);
        m_record.budget = m_environment.budget;
        // Until the last event was applied: what is worked off after the traffic counts with the time that it takes.
        const std::chrono::duration<double> applying = std::max(trafficEnded, m_lastApplied) - m_origin;
        if (applying.count() > 0) m_record.eventsPerSecond = static_cast<double>(m_record.ledger.applied) / applying.count();
        m_record.bytesPerEvent = status.offered ? static_cast<double>(status.offeredBytes) / static_cast<double>(status.offered) : 0;
        runtime::Servers& servers = m_pipeline.servers();
        const std::chrono::duration<double> own = telemetry::thisProcessCpuTime();
        m_record.cpu = {.generator = status.cpuSeconds,
            .engine = own.count() - status.cpuSeconds,
            .broker = servers.brokerCpuSeconds(),
            .redis = servers.redisCpuSeconds()};
        m_record.configuration = {{"brokers", servers.embeddedBroker() ? "embedded" : servers.brokerAddress()},
            {"redis", servers.embeddedRedis() ? "embedded" : servers.redis().display()}, {"traffic", m_traffic.inWords},
            {"budget", m_environment.budget.name}, {"telemetry", m_environment.arguments.telemetry ? "on" : "off"}};
        noteTraffic(status);
        m_record.configuration["journal"] = bytesText(m_pipeline.journalBytes()) + " written; planned: " + m_environment.journalWords;
        for (std::string& note : m_pipeline.notes()) m_record.notes.push_back(std::move(note));
        m_record.notes.push_back("The journal holds " + bytesText(m_pipeline.journalBytes())
            + " in the folder journal beside the report. It is kept whole: there are no checkpoints yet that would let a segment go.");
        for (const auto& expression : m_environment.thresholds) m_record.thresholds.push_back(report::evaluate(expression, m_record));
    }

    // The idle time of --keep-alive is not part of the run.
    void cutTimeline(Stamp ended)
    {
        const auto whole = std::chrono::ceil<std::chrono::seconds>(ended - m_origin).count();
        if (m_environment.arguments.keepAlive && m_record.seconds.size() > static_cast<std::size_t>(whole))
            m_record.seconds.resize(static_cast<std::size_t>(whole));
    }

    void noteTraffic(const simulator::GeneratorStatus& status)
    {
        const std::uint64_t notTaken = status.offered - std::min(status.offered, m_record.ledger.received);
        m_leftOver = {.neverAccepted = notTaken, .storeIsBehind = !m_drained, .trafficFailure = status.failure};
        for (const std::string& note : m_traffic.notes) m_record.notes.push_back(note);
        if (!status.failure.empty()) m_record.notes.push_back("The traffic ended early: " + status.failure);
        if (status.couldNotKeepUp()) {
            m_record.notes.push_back("The generator could not keep up: " + std::to_string(status.lateEvents)
                + " events were offered more than 10 ms late, at most "
                + std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(std::max(status.maxLateness, status.behind)).count())
                + " ms. Latency counts from the due time all the same.");
        }
        if (m_gaveUp) {
            m_record.notes.emplace_back(
                "The traffic was given up: for 60 s the collector did not take events that were due. They stand in no percentile, nor do those "
                "that were due meanwhile and never made.");
        }
        if (notTaken > 0) m_record.notes.push_back(std::to_string(notTaken) + " refused events were not offered again before the end.");
        noteLeftOver();
        m_record.notes
            .emplace_back("Synthetic clients call the collector in process: no network lies in front of stage 1, and none is modelled.");
    }

    void noteLeftOver()
    {
        if (m_drained) return;
        const std::uint64_t left = m_record.ledger.inFlight;
        m_record.notes.push_back(left > 0
                ? std::to_string(left)
                    + " accepted events were still in flight at the end. They stay in the journal and stand in no percentile."
                : "At the end the feature store did not hold all values: it was away, or not yet up to date. Freshness lacks the events that wait for it.");
    }

    int writeReports()
    {
        const std::filesystem::path& out = m_environment.arguments.out;
        std::printf("\n%s", summary(m_record).c_str());
        const std::vector<std::string> failures = failuresOf(m_record, m_leftOver);
        for (const std::string& sentence : failures) std::fprintf(stderr, "tailrace-headless: not passed. %s\n", sentence.c_str());
        if (auto written = report::writeRunFile(out / "run.tailrace", m_record); !written) return failed(written.error());
        const std::vector<report::Format> formats(report::AllFormats.begin(), report::AllFormats.end());
        if (auto exported = report::exportRun(m_record, out, formats); !exported) return failed(exported.error());
        std::printf("Run file: %s\nReport: %s\n", (out / "run.tailrace").c_str(), (out / "report.html").c_str());
        return failures.empty() && !m_gaveUp ? ExitOk : ExitFailed;
    }

    static int failed(const Error& error)
    {
        std::fprintf(stderr, "tailrace-headless: %s\n", error.message().c_str());
        return ExitFailed;
    }

    const RunEnvironment& m_environment;
    Traffic m_traffic;
    ConsoleLog m_log;
    SystemClock m_clock;
    report::RunRecord m_record;
    Result<telemetry::MachineCpuTime> m_stealBefore = telemetry::MachineCpuTime{};
    Stamp m_origin{};
    Stamp m_shown{};
    GeneratorWatch m_watch;
    LeftOver m_leftOver;
    Stamp m_lastApplied{};
    std::uint64_t m_applied = 0;
    bool m_gaveUp = false;  // the collector refused for too long
    bool m_drained = false; // everything accepted was applied, and the store holds it
    runtime::Pipeline m_pipeline;
};

} // namespace

void takeSignals()
{
    const sigset_t set = stopSignals();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
}

Result<int> playTraffic(const RunEnvironment& environment, Traffic traffic) { return TrafficRun(environment, std::move(traffic)).play(); }

} // namespace tailrace::headless
