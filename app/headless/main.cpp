// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <cstdio>

#include "app/headless/capacity_command.h"
#include "app/headless/compare_command.h"
#include "app/headless/exit_code.h"
#include "app/headless/export_command.h"
#include "app/headless/features_command.h"
#include "app/headless/run_command.h"
#include "app/headless/selfcheck_command.h"
#include "app/headless/sessions_command.h"
#include "app/run/stop_signals.h"

namespace {

using namespace tailrace::headless;
namespace run = tailrace::run;

constexpr const char* About = R"(Tailrace shows where every millisecond goes between a shopper's click and the experience it changes.

  tailrace-headless run --scenario flash-sale --duration 120s --out out/sale
  tailrace-headless run --scenario steady --threshold 'total.p99<1s' --threshold 'lost==0' --out out/steady
  tailrace-headless replay events.jsonl --pace max --keep-alive --out out/replay
  tailrace-headless run --scenario steady --cuts 5 --out out/proof && tailrace-verify out/proof
  tailrace-headless run --scenario flash-sale --supervise --out out/safe
  tailrace-headless resume out/sale
  tailrace-headless export out/sale/run.tailrace --format csv
  tailrace-headless compare out/sale out/steady
  tailrace-headless capacity --scenario steady --out out/capacity
  tailrace-headless sessions out/sale --limit 50
  tailrace-headless selfcheck
  tailrace-headless features

Without --brokers and --redis it starts an embedded broker and a redis-server of its own.
Exit code: 0 passed; 1 a threshold failed, events were left over, or the run could not be
made (a server does not start, the journal does not fit on the disk); 2 wrong usage.)";

void addProfileOption(CLI::App& command, std::string& profile)
{
    command
        .add_option("--profile", profile,
            "Features: tailrace, or published (keys, values and times to live as the published accelerators write them)")
        ->check(CLI::IsMember({"tailrace", "published"}))
        ->capture_default_str();
}

// An empty variable of a shell must not quietly mean our own servers.
CLI::Validator isGiven()
{
    return {[](const std::string& text) {
                return text.empty() ? std::string("is empty; leave the option out to use Tailrace's own server") : std::string();
            },
        ""};
}

void addRunOptions(CLI::App& command, run::RunArguments& run)
{
    command.add_option("--out", run.out, "Folder for the run file, the reports and the journal (made when missing)")->required();
    command
        .add_option("--threshold", run.thresholds,
            "A promise to check, e.g. 'total.p99<1s', 'freshness.p50<=4ms', 'store.p99<20ms', 'lost==0', 'throughput>20000', or with a line of the budget as in 'process.p99<40ms'; may be repeated")
        ->allow_extra_args(false);
    command.add_option("--budget", run.budget, "Budget: reference, local, bidding, web-re-rank, push, e-mail, or a file")
        ->capture_default_str();
    addProfileOption(command, run.profile);
    command.add_option("--brokers", run.brokers, "A real Kafka, host:port[,host:port]")->check(isGiven());
    command.add_option("--redis", run.redis, "A real Redis, redis://[user:password@]host[:port][/db] or unix:/path")
        ->check(isGiven())
        ->envname("TAILRACE_REDIS");
    command.add_option("--workers", run.workers, "Worker threads; 0: one less than the cores")
        ->check(CLI::Range(0, 256))
        ->capture_default_str();
    command.add_option("--partitions", run.partitions, "Partitions of the embedded broker; 0: 4, or what the scenario prepares")
        ->check(CLI::Range(0, 64))
        ->capture_default_str();
    command
        .add_option("--journal-quota", run.journalQuota,
            "What the journal may take of the disk, e.g. 8GiB; without it 20 GiB or a tenth of what is free, the smaller")
        ->transform(CLI::AsSizeValue(false));
    command
        .add_option("--cuts", run.cuts,
            "How often the workers describe all that they hold, for tailrace-verify to compare: at random times of the second half, the last "
            "at the very end. For each, every worker pauses for about 5 us a shopper, which shows in the percentiles, and the file has about 1.5 KB "
            "a shopper")
        ->check(CLI::Range(0, 1000))
        ->capture_default_str();
    command.add_option("--dump", run.dump,
        "A file for the raw stamps of every event, from which each percentile can be computed again (docs/stamp-dump.md): about 140 bytes an event");
    command.add_flag("--keep-alive", run.keepAlive, "Keep the servers after run and report, until Ctrl-C, to look into them");
    static std::int64_t coalesce = run.coalesce.count();
    command
        .add_option("--coalesce", coalesce,
            "Under lag a shopper's values are written once for several events, each at most so many ms late; 0: every event is written at once")
        ->check(CLI::Range(0, 60'000))
        ->each([&run](const std::string& text) { run.coalesce = std::chrono::milliseconds(std::stoll(text)); })
        ->capture_default_str();
    command.add_flag("--quiet", run.quiet, "No status line");
    command.add_flag("!--no-telemetry", run.telemetry, "Measure nothing (to see what measuring costs)");
}

void addCompareCommand(CLI::App& app, int& code)
{
    static CompareArguments compare;
    CLI::App* command = app.add_subcommand("compare", "Say how far two runs are apart, and whether that is more than noise");
    command->add_option("A", compare.a, "A run file, or the folder that holds run.tailrace")->required();
    command->add_option("B", compare.b, "The same of the other run")->required();
    command
        ->add_option("--also", compare.also,
            "Further runs: those equal to A or to B (same traffic, budget and length) show how far runs are apart that differ in nothing; may be repeated")
        ->allow_extra_args(false);
    command->add_option("--format", compare.format, "text, md or json")
        ->check(CLI::IsMember({"text", "md", "json"}))
        ->capture_default_str();
    command->callback([&code] { code = compareRunFiles(compare); });
}

void addSessionsCommand(CLI::App& app, int& code)
{
    static SessionsArguments sessions;
    CLI::App* command = app.add_subcommand("sessions", "List the closed sessions of a run, those of the last 12 h of its events");
    command->add_option("FOLDER", sessions.folder, "The run's folder; the run may still go on")->required();
    command->add_option("--shopper", sessions.shopper, "Only of this user or visitor id, those that began last come first");
    command->add_option("--limit", sessions.limit, "So many at most")->check(CLI::Range(1, 1'000'000))->capture_default_str();
    command->add_option("--format", sessions.format, "text, or json: an object a line")
        ->check(CLI::IsMember({"text", "json"}))
        ->capture_default_str();
    command->callback([&code] { code = listSessions(sessions); });
}

void addSelfcheckCommand(CLI::App& app, int& code)
{
    static SelfcheckArguments check;
    CLI::App* command = app.add_subcommand("selfcheck",
        "See whether this machine measures right: stops the broker for 100 ms and looks for it in the stages, and measures due to stored a second "
        "time, from outside. Fails unless both agree within 2 % or 0.2 ms at P50 and P99");
    command->add_option("--duration", check.duration, "Length of the run")->capture_default_str();
    command->add_option("--rate", check.rate, "Events per second")->check(CLI::Range(100, 20'000))->capture_default_str();
    command->add_option("--out", check.out, "Keep run, raw stamps and what the observer saw in this folder; without it nothing is kept");
    command
        ->add_option("--plant-error", check.plantedError,
            "Say of each event that it was stored so much later than it was, e.g. 1ms: the check must then fail")
        ->capture_default_str();
    command->callback([&code] { code = selfcheck(check); });
}

void addCapacityCommand(CLI::App& app, run::RunArguments& run, int& code)
{
    static CapacityArguments capacity;
    CLI::App* command = app.add_subcommand("capacity",
        "Raise the rate until a threshold breaks: the knee, the stage that broke first, CPU per event and role, and what more would need");
    command->add_option("--scenario", capacity.scenario, "Whose mix is played, at constant rates and without its incidents")
        ->capture_default_str();
    command->add_option("--step", capacity.stepDuration, "Length of each step")->capture_default_str();
    command->add_option("--from", capacity.from, "Rate of the first step, events per second")
        ->check(CLI::Range(100, 1'000'000))
        ->capture_default_str();
    command->add_option("--most", capacity.most, "No step goes beyond this rate")->check(CLI::Range(100, 5'000'000))->capture_default_str();
    command->add_option("--target", capacity.target, "Events per second to say the needs of")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    command->add_option("--format", capacity.format, "text or json")->check(CLI::IsMember({"text", "json"}))->capture_default_str();
    addRunOptions(*command, run);
    command->callback([&code, &run] { code = findCapacity(run, capacity); });
}

// Beyond it JSON's readers round.
constexpr std::uint64_t LargestSeed = std::uint64_t{1} << 53U;

void addCommands(CLI::App& app, int& code)
{
    static run::RunArguments run;
    static run::ScenarioArguments scenario;
    static run::ReplayArguments replay;
    static std::string runFile;
    static std::string exportOut;
    static std::vector<std::string> formats;

    CLI::App* runCommand = app.add_subcommand("run", "Drive simulated shoppers through the pipeline and leave a report");
    runCommand->add_option("--scenario", scenario.scenario, "A name in resources/scenarios, or a file")->capture_default_str();
    runCommand->add_option("--duration", scenario.duration, "Stretch the scenario to this length, e.g. 120s or 2m");
    runCommand->add_option("--rate", scenario.rate,
        "Peak rate in events per second instead of the scenario's, at most 5 000 000; the shoppers and the generated past grow or shrink with it");
    runCommand->add_option("--seed", scenario.seed, "Same seed, same events; 0 to 2^53")->check(CLI::Range(std::uint64_t{0}, LargestSeed));
    addRunOptions(*runCommand, run);
    runCommand->add_flag("!--no-checkpoints", run.checkpoints,
        "Keep no state on the disk; after a crash the run starts from its journal's begin");
    static bool supervised = false;
    runCommand->add_flag("--supervise", supervised, "Play the run in a process of its own, and go on with it whenever that one is killed");
    runCommand->callback([&code] { code = supervised ? superviseScenario(run, scenario) : runScenario(run, scenario); });

    static std::filesystem::path resumeOut;
    static std::string resumeRedis;
    static bool resumeQuiet = false;
    CLI::App* resumeCommand = app.add_subcommand("resume", "Go on with a run that was cut off, from its journal and its checkpoints");
    resumeCommand->add_option("folder", resumeOut, "The folder of the run, as given to --out")->required();
    resumeCommand->add_option("--redis", resumeRedis, "Its Redis again, when that wants a password: passwords are not kept")
        ->envname("TAILRACE_REDIS");
    resumeCommand->add_flag("--quiet", resumeQuiet, "No status line");
    resumeCommand->callback([&code] { code = resumeRun(resumeOut, resumeRedis, resumeQuiet); });

    CLI::App* replayCommand = app.add_subcommand("replay",
        "Play recorded events through the pipeline: JSON lines of the published shape, or what an earlier run played");
    replayCommand
        ->add_option("file", replay.file,
            "The events, one JSON object a line; or the run file of an earlier run, with its journal beside it")
        ->required();
    replayCommand->add_option("--pace", replay.pace, "recorded, max, or events per second")->capture_default_str();
    addRunOptions(*replayCommand, run);
    replayCommand->callback([&code] { code = replayFile(run, replay); });

    addCompareCommand(app, code);
    addSessionsCommand(app, code);
    addSelfcheckCommand(app, code);
    addCapacityCommand(app, run, code);

    CLI::App* exportCommand = app.add_subcommand("export", "Write the reports of a run file again");
    exportCommand->add_option("runfile", runFile, "A run file, or the folder that holds run.tailrace")->required();
    exportCommand->add_option("--format", formats, "html, md, csv, json or hgrm; may be repeated; all without it")->allow_extra_args(false);
    exportCommand->add_option("--out", exportOut, "Folder for the exports; the run file's own without it");
    exportCommand->callback([&code] { code = exportRunFile(runFile, formats, exportOut); });

    static std::filesystem::path featureFolder;
    static std::string featureProfile = "tailrace";
    CLI::App* featuresCommand = app.add_subcommand("features", "List the features: meaning, key, windows, cost in ns per event");
    featuresCommand->add_option("--folder", featureFolder, "Declarations (*.json); the program's own without it");
    addProfileOption(*featuresCommand, featureProfile);
    featuresCommand->callback([&code] { code = listFeatures(featureFolder, featureProfile); });
}

// The parser itself would only say that a command is missing.
bool namesUnknownCommand(const CLI::App& app, int argc, char** argv)
{
    if (argc < 2 || argv[1][0] == '-') return false;
    std::string known;
    for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
        if (command->get_name() == argv[1]) return false;
        known += (known.empty() ? "" : ", ") + command->get_name();
    }
    std::fprintf(stderr, "tailrace-headless: there is no command '%s'; there are: %s. Run with --help for more information.\n", argv[1],
        known.c_str());
    return true;
}

} // namespace

int main(int argc, char** argv)
{
    run::blockStopSignals();
    int code = ExitOk;
    CLI::App app(About, "tailrace-headless");
    app.set_version_flag("--version", std::string("tailrace-headless " TAILRACE_VERSION));
    app.require_subcommand(1);
    addCommands(app, code);
    if (namesUnknownCommand(app, argc, argv)) return ExitUsage;
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? ExitOk : ExitUsage;
    }
    return code;
}
