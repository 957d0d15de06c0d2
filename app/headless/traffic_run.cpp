// SPDX-License-Identifier: Apache-2.0
#include "app/headless/traffic_run.h"

#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <ctime>

#include "app/headless/console_log.h"
#include "app/headless/status_line.h"
#include "pipeline/report/run_file.h"
#include "pipeline/simulator/generator.h"
#include "pipeline/telemetry/cpu_clock.h"
#include "pipeline/telemetry/machine_description.h"

namespace tailrace::headless {
namespace {

constexpr auto DrainDeadline = std::chrono::seconds(60);

sigset_t stopSignals()
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    return set;
}

// True: the user wants to stop. Waits a tenth of a second for it.
bool stopAsked()
{
    const sigset_t set = stopSignals();
    const timespec wait{0, 100'000'000};
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

    int play()
    {
        if (auto started = m_pipeline.start(m_traffic.tables); !started) {
            std::fprintf(stderr, "tailrace-headless: %s\n", started.error().message().c_str());
            return ExitFailed;
        }
        begin();
        simulator::Generator generator(m_traffic.source, m_pipeline.collector(), m_clock);
        m_pipeline.beginMeasuring(m_origin, [&generator] { return generator.status().offered; });
        generator.start(m_origin);
        bool stopped = false;
        while (!stopped && !generator.finished() && generator.status().failure.empty()) {
            stopped = stopAsked();
            m_pipeline.tick();
            showStatus();
        }
        const Stamp trafficEnded = m_clock.now();
        generator.stop();
        if (!m_pipeline.drain(DrainDeadline))
            m_record.notes.emplace_back("Not all accepted events were worked off within 60 s; they stay in the journal.");
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

    void showStatus()
    {
        const auto snapshot = m_pipeline.snapshots().read();
        if (m_environment.arguments.quiet || !snapshot || m_clock.now() - m_shown < std::chrono::seconds(1)) return;
        m_shown = m_clock.now();
        // On a terminal one line that changes; in a file one line a second.
        std::printf(isatty(STDOUT_FILENO) ? "\r\033[K%s" : "%s\n", statusLine(*snapshot).c_str());
        std::fflush(stdout);
    }

    void keepAlive()
    {
        const redis::RedisAddress& redis = m_pipeline.servers().redis();
        std::printf("\nThe servers stay until Ctrl-C. Features: redis-cli %s --scan --pattern 'tr:*'\nKafka: %s\n",
            redis.unixPath.empty() ? redis.display().c_str() : ("-s " + redis.unixPath).c_str(),
            m_pipeline.servers().brokerAddress().c_str());
        std::fflush(stdout);
        while (!stopAsked()) m_pipeline.tick();
    }

    void end(const simulator::Generator& generator, Stamp trafficEnded)
    {
        const simulator::GeneratorStatus status = generator.status();
        m_pipeline.stop(m_record);
        m_record.ledger = m_pipeline.ledger();
        m_record.scenario = m_traffic.scenario;
        m_record.seed = m_traffic.seed;
        m_record.durationSeconds = std::chrono::duration<double>(trafficEnded - m_origin).count();
        m_record.machine = telemetry::describeMachine();
        const auto stealAfter = telemetry::machineCpuTime();
        if (m_stealBefore && stealAfter) m_record.machine["steal"] = telemetry::describeSteal(*m_stealBefore, *stealAfter);
        m_record.budget = m_environment.budget;
        m_record.eventsPerSecond = static_cast<double>(m_record.ledger.applied) / m_record.durationSeconds;
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
        for (std::string& note : m_pipeline.notes()) m_record.notes.push_back(std::move(note));
        for (const auto& expression : m_environment.thresholds) m_record.thresholds.push_back(report::evaluate(expression, m_record));
    }

    void noteTraffic(const simulator::GeneratorStatus& status)
    {
        if (!status.failure.empty()) m_record.notes.push_back("The traffic ended early: " + status.failure);
        if (status.couldNotKeepUp()) {
            m_record.notes.push_back("The generator could not keep up: " + std::to_string(status.lateEvents)
                + " events were offered more than 10 ms late, at most "
                + std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(status.maxLateness).count())
                + " ms. Latency counts from the due time all the same.");
        }
        if (status.backlogEvents > 0)
            m_record.notes.push_back(std::to_string(status.backlogEvents) + " refused events were not offered again before the end.");
        m_record.notes
            .emplace_back("Synthetic clients call the collector in process: no network lies in front of stage 1, and none is modelled.");
    }

    int writeReports()
    {
        const std::filesystem::path& out = m_environment.arguments.out;
        std::printf("\n%s", summary(m_record).c_str());
        if (auto written = report::writeRunFile(out / "run.tailrace", m_record); !written) return failed(written.error());
        const std::vector<report::Format> formats(report::AllFormats.begin(), report::AllFormats.end());
        if (auto exported = report::exportRun(m_record, out, formats); !exported) return failed(exported.error());
        std::printf("Run file: %s\nReport: %s\n", (out / "run.tailrace").c_str(), (out / "report.html").c_str());
        bool passed = m_record.ledger.balanced();
        for (const report::Threshold& threshold : m_record.thresholds) passed = passed && threshold.passed;
        return passed ? ExitOk : ExitFailed;
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
    runtime::Pipeline m_pipeline;
};

} // namespace

void takeSignals()
{
    const sigset_t set = stopSignals();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
}

int playTraffic(const RunEnvironment& environment, Traffic traffic) { return TrafficRun(environment, std::move(traffic)).play(); }

} // namespace tailrace::headless
