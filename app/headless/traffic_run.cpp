// SPDX-License-Identifier: Apache-2.0
#include "app/headless/traffic_run.h"

#include <unistd.h>

#include <cstdio>
#include <ctime>

#include "app/headless/failed.h"
#include "app/headless/status_line.h"
#include "app/run/console_log.h"
#include "app/run/run_driver.h"
#include "app/run/stop_signals.h"

namespace tailrace::headless {
namespace {

// The run as the terminal sees it: stopped by signals, told line by line.
class TerminalObserver final : public run::RunObserver {
public:
    explicit TerminalObserver(const run::RunPlan& plan)
        : m_quiet(plan.environment.arguments.quiet),
          m_keys(plan.environment.arguments.profile == "published" ? "user:*" : "tr:*"),
          m_budget(plan.environment.budget),
          m_title(plan.traffic.scenario + ": " + plan.traffic.inWords)
    {}

    bool stopAsked(std::chrono::milliseconds patience) override { return takeStopSignal(patience); }

    void loading(const run::PastProgress& past) override
    {
        if (isTimeToShow()) show(past.inWords());
    }

    void began() override
    {
        m_shown = {};
        if (!m_quiet) std::printf("%s\n", m_title.c_str());
        std::fflush(stdout);
    }

    void progressed(const telemetry::SnapshotCell& snapshots, const simulator::Generator* generator) override
    {
        const auto snapshot = snapshots.read();
        if (snapshot && isTimeToShow()) show(statusLine(*snapshot, m_budget, generator ? m_watch.news(generator->status()) : ""));
    }

    void keepAlive(runtime::Pipeline& pipeline) override
    {
        const redis::RedisAddress& redis = pipeline.servers().redis();
        std::printf(
            "\nThe servers stay until Ctrl-C, with all that they hold; the run itself is over. Features: redis-cli %s --scan --pattern '%s'\nKafka: %s\n",
            redis.unixPath.empty() ? ("-u " + redis.display()).c_str() : ("-s " + redis.unixPath).c_str(), m_keys,
            pipeline.servers().brokerAddress().c_str());
        std::fflush(stdout);
        while (!stopAsked(std::chrono::milliseconds(100))) pipeline.tick();
    }

private:
    bool isTimeToShow()
    {
        const auto now = std::chrono::steady_clock::now();
        if (m_quiet || now - m_shown < std::chrono::seconds(1)) return false;
        m_shown = now;
        return true;
    }

    // On a terminal one line that changes; in a file one line a second.
    static void show(const std::string& line)
    {
        std::printf(isatty(STDOUT_FILENO) ? "\r\033[K%s" : "%s\n", line.c_str());
        std::fflush(stdout);
    }

    bool m_quiet;
    const char* m_keys;
    telemetry::Budget m_budget;
    std::string m_title;
    std::chrono::steady_clock::time_point m_shown{};
    GeneratorWatch m_watch;
};

} // namespace

bool takeStopSignal(std::chrono::milliseconds patience)
{
    const sigset_t set = run::stopSignals();
    const timespec wait{0, std::chrono::nanoseconds(patience).count()};
    return sigtimedwait(&set, nullptr, &wait) > 0;
}

Result<int> playTraffic(run::RunPlan plan)
{
    const std::filesystem::path out = plan.environment.arguments.out;
    run::ConsoleLog log;
    TerminalObserver observer(plan);
    run::RunDriver driver(std::move(plan), log, observer);
    if (auto played = driver.play(); !played) return played.error();
    std::printf("\n%s", summary(*driver.record()).c_str());
    for (const std::string& sentence : driver.failures()) std::fprintf(stderr, "tailrace-headless: not passed. %s\n", sentence.c_str());
    if (auto written = driver.writeReports(); !written) return failed(written.error().message());
    std::printf("Run file: %s\nReport: %s\n", (out / run::RunFileName).c_str(), (out / run::ReportName).c_str());
    std::fflush(stdout);
    driver.keepServers();
    return driver.passed() ? ExitOk : ExitFailed;
}

} // namespace tailrace::headless
