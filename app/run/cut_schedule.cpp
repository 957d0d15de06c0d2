// SPDX-License-Identifier: Apache-2.0
#include "app/run/cut_schedule.h"

#include <algorithm>
#include <random>

namespace tailrace::run {
namespace {

namespace fs = std::filesystem;
using Seconds = std::chrono::duration<double>;

constexpr double LongestPause = 60.0; // seconds, when nobody knows how long it takes

} // namespace

std::vector<std::chrono::nanoseconds> cutTimes(std::size_t cuts, std::optional<std::chrono::nanoseconds> duration, std::uint64_t seed)
{
    std::vector<std::chrono::nanoseconds> times;
    std::mt19937_64 random(seed);
    std::uniform_real_distribution<double> within(0.0, 1.0);
    double pause = 1.0;
    double at = 0.0;
    for (std::size_t i = 0; i + 1 < cuts; ++i) {
        if (duration) {
            const double half = Seconds(*duration).count() / 2;
            at = half * (1.0 + (static_cast<double>(i) + within(random)) / static_cast<double>(cuts - 1));
        } else {
            at += pause * (0.75 + within(random) / 2);
            pause = std::min(pause * 2, LongestPause);
        }
        times.push_back(std::chrono::duration_cast<std::chrono::nanoseconds>(Seconds(at)));
    }
    std::ranges::reverse(times);
    return times;
}

Result<void> keepDeclarations(const RunEnvironment& environment)
{
    if (environment.arguments.cuts == 0) return {};
    const fs::path kept = environment.arguments.out / "features";
    std::error_code failed;
    fs::create_directories(kept, failed);
    for (fs::directory_iterator file(environment.resources / "features", failed), end; !failed && file != end; file.increment(failed)) {
        if (file->path().extension() == ".json")
            fs::copy_file(file->path(), kept / file->path().filename(), fs::copy_options::overwrite_existing, failed);
    }
    if (failed) return Error(ErrorCode::Io, "cannot copy the declarations of features to " + kept.string() + ": " + failed.message());
    return {};
}

} // namespace tailrace::run
