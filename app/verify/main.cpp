// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <cstdlib>
#include <iostream>

#include "app/verify/feature_declarations.h"
#include "app/verify/unreadable.h"
#include "app/verify/verdict.h"

namespace {

using namespace tailrace::verify;
namespace fs = std::filesystem;

constexpr int ExitUsage = 2;

constexpr const char* About = R"(Tailrace's second opinion: recomputes from the journal what an engine said, and compares.

  tailrace-verify out/sale                              compare everything in the folder of a run
  tailrace-verify out/sale --explain user:alice         how each feature of a key came about
  tailrace-verify out/sale --explain session:alice:1742986606033

It shares no code with the pipeline: one thread, plain loops, written from docs/identity.md, docs/features.md, docs/journal.md and
docs/cuts.md. In the folder it reads:
  journal/         what the collector accepted. Keys, watermarks, handovers and retractions are checked, too
  cuts/*.jsonl     what the engine held at marked positions: features, sessions, ledger
  run.tailrace     the ledger of the whole run
A mark of the journal whose cut is not there fails, unless the run file says what became of it.
A cut in which more than a fifth of the features are empty in every key proves little and fails as vacuous.
Exit code: 0 equal; 1 different or vacuous; 2 wrong usage, or something that cannot be read.)";

// The declarations that the run was made with, else those of an installed program, else the sources'.
fs::path featureFolder(const fs::path& run)
{
    std::error_code failed;
    const char* given = std::getenv("TAILRACE_RESOURCES");
    const fs::path program = fs::read_symlink("/proc/self/exe", failed).parent_path();
    for (const fs::path& candidate : {run / "features", fs::path(given == nullptr ? "" : given) / "features",
             program / ".." / "share" / "tailrace" / "features", fs::path(TAILRACE_SOURCE_RESOURCES) / "features"}) {
        if (candidate.is_absolute() || candidate.has_parent_path()) {
            if (fs::is_directory(candidate, failed)) return candidate.lexically_normal();
        }
    }
    return {};
}

int verify(RunFolder& run, const std::string& features)
{
    try {
        run.features = readFeatures(features.empty() ? featureFolder(run.folder) : fs::path(features));
        return run.explainedKey.empty() ? verifyRun(run, std::cout) : explainKey(run, std::cout);
    } catch (const std::exception& error) {
        std::cerr << "tailrace-verify: " << error.what() << '\n';
        return ExitUsage;
    }
}

} // namespace

int main(int argc, char** argv)
{
    RunFolder run;
    std::string folder;
    std::string features;
    CLI::App app(About, "tailrace-verify");
    app.set_version_flag("--version", std::string("tailrace-verify " TAILRACE_VERSION));
    app.add_option("run", folder, "The folder of a run")->required()->check(CLI::ExistingDirectory);
    app.add_option("--explain", run.explainedKey, "Print how the features of a key came about, at the last cut or the journal's end");
    app.add_option("--features", features, "Folder of the declarations; else RUN/features, else the program's own")
        ->check(CLI::ExistingDirectory);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : ExitUsage;
    }
    run.folder = folder;
    return verify(run, features);
}
