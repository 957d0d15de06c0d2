// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <QApplication>
#include <QStandardPaths>
#include <QTimer>
#include <cstdio>

#include "app/desktop/live_control.h"
#include "app/desktop/signal_watch.h"
#include "app/run/resource_path.h"
#include "app/run/stop_signals.h"
#include "ui/frame/main_window.h"

namespace {

using namespace tailrace;

constexpr const char* About = R"(Tailrace shows where every millisecond goes between a shopper's click and the experience it changes.

  tailrace                                 the studio; one click starts a flash sale
  tailrace --scenario flash-sale --start   starts it at once
  tailrace out/sale/run.tailrace           opens a recorded run

Without a display use tailrace-headless.)";

struct Options {
    desktop::DesktopArguments desktop;
    std::string scenario = "flash-sale", budget = "reference", duration;
    std::optional<double> rate;
    std::string runFile;
    bool start = false;
};

void addOptions(CLI::App& app, Options& options)
{
    app.set_version_flag("--version", std::string("tailrace " TAILRACE_VERSION ", Qt ") + qVersion());
    app.add_option("runfile", options.runFile, "run.tailrace of an earlier run, to look at");
    app.add_option("--scenario", options.scenario, "A name in resources/scenarios, or a file")->capture_default_str();
    app.add_flag("--start", options.start, "Start the scenario at once");
    app.add_option("--duration", options.duration, "With --start: stretch the scenario to this length, e.g. 30s");
    app.add_option("--rate", options.rate, "With --start: peak rate in events per second");
    app.add_option("--budget", options.budget, "With --start: reference, local, or a file")->capture_default_str();
    app.add_option("--out", options.desktop.out, "Folder of the first run; without it a new one below the program's data");
    app.add_option("--brokers", options.desktop.brokers, "A real Kafka, host:port[,host:port]");
    app.add_option("--redis", options.desktop.redis, "A real Redis, redis://[user:password@]host[:port][/db] or unix:/path")
        ->envname("TAILRACE_REDIS");
    app.add_option("--journal-quota", options.desktop.journalQuota,
           "What a run's journal may take of the disk, e.g. 8GiB; without it 20 GiB or a tenth of what is free, the smaller")
        ->transform(CLI::AsSizeValue(false));
    app.add_option("--workers", options.desktop.workers, "Worker threads; 0: one less than the cores")->check(CLI::Range(0, 256));
}

int runStudio(QApplication& application, Options options, std::filesystem::path resources)
{
    if (options.desktop.runs.empty())
        options.desktop.runs = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation).toStdString() + "/runs";
    ui::Look look;
    desktop::LiveControl control(options.desktop, std::move(resources));
    ui::TimeView time;
    ui::RunFeed feed(control, time);
    ui::MainWindow window(feed, look);
    desktop::SignalWatch watch;
    QObject::connect(&watch, &desktop::SignalWatch::quitWished, &window, &ui::MainWindow::closeUnasked);
    window.show();
    if (!options.runFile.empty()) feed.openFile(options.runFile);
    if (options.start)
        feed.start({.scenario = options.scenario,
            .budget = options.budget,
            .duration = options.duration,
            .rate = options.rate,
            .seed = {}});
    return application.exec();
}

} // namespace

int main(int argc, char** argv)
{
    run::blockStopSignals();
    Options options;
    CLI::App app(About, "tailrace");
    addOptions(app, options);
    // Before Qt: --help needs no display.
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    const auto resources = run::resourcePath();
    if (!resources) {
        std::fprintf(stderr, "tailrace: %s\n", resources.error().context().c_str());
        return 2;
    }
    QApplication::setApplicationName("tailrace");
    QApplication::setApplicationVersion(TAILRACE_VERSION);
    QApplication application(argc, argv);
    return runStudio(application, std::move(options), *resources);
}
