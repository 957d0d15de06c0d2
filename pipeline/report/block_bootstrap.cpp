// SPDX-License-Identifier: Apache-2.0
#include "pipeline/report/block_bootstrap.h"

#include <algorithm>
#include <cmath>
#include <random>

#include "pipeline/report/number_format.h"
#include "pipeline/telemetry/verdict.h"

namespace tailrace::report {
namespace {

using Blocks = std::vector<telemetry::Histogram>;

constexpr std::size_t MostBlocks = 60, LeastBlocks = 6;
constexpr double Covered = 0.95;

// The seconds of a run, merged block by block.
Blocks blocksOf(const RunRecord& record, const std::string& key)
{
    const std::size_t seconds = record.seconds.size();
    const auto root = static_cast<std::size_t>(std::floor(std::cbrt(static_cast<double>(seconds))));
    const std::size_t length = std::max({std::size_t{1}, root, (seconds + MostBlocks - 1) / MostBlocks});
    Blocks blocks(seconds / length); // a shorter rest goes to the last one
    for (std::size_t i = 0; i < seconds && !blocks.empty(); ++i) {
        const auto found = record.seconds[i].series.find(key);
        if (found) blocks[std::min(i / length, blocks.size() - 1)].merge(*found);
    }
    return blocks;
}

telemetry::Histogram drawn(const Blocks& blocks, const std::vector<std::size_t>& places)
{
    telemetry::Histogram sum;
    for (const std::size_t place : places) sum.merge(blocks[place]);
    return sum;
}

std::vector<std::size_t> draw(std::size_t count, std::mt19937_64& random)
{
    std::vector<std::size_t> places(count);
    for (std::size_t& place : places) place = random() % count;
    return places;
}

// How far the redrawn differences lie from the measured one.
std::optional<double> spreadOf(std::vector<double> distances, int redraws)
{
    if (distances.size() * 2 < static_cast<std::size_t>(redraws)) return std::nullopt; // most redraws had too few samples
    std::ranges::sort(distances);
    return distances[static_cast<std::size_t>(Covered * static_cast<double>(distances.size() - 1))];
}

struct Distances {
    const Difference& measured;
    double q;
    std::vector<double> all{};

    void add(const telemetry::Histogram& a, const telemetry::Histogram& b)
    {
        const auto ofA = telemetry::shownQuantile(a, q), ofB = telemetry::shownQuantile(b, q);
        if (ofA && ofB && measured.ms()) all.push_back(std::abs(toMs(*ofB) - toMs(*ofA) - *measured.ms()));
    }
};

} // namespace

void addNoiseWithin(RunDifferences& differences, const RunRecord& a, const RunRecord& b, const BootstrapOptions& options)
{
    std::mt19937_64 random(options.seed);
    for (std::size_t line = 0; line < ComparedLines; ++line) {
        Difference &p50 = differences.p50[line], &p99 = differences.p99[line];
        if (p50.noise && p99.noise) continue;
        const Blocks ofA = blocksOf(a, std::string(ComparedKeys[line])), ofB = blocksOf(b, std::string(ComparedKeys[line]));
        if (std::min(ofA.size(), ofB.size()) < LeastBlocks) continue;
        const bool paired = ofA.size() == ofB.size() && a.scenario == b.scenario;
        Distances halves{p50, 0.5}, tails{p99, 0.99};
        for (int i = 0; i < options.redraws; ++i) {
            const auto places = draw(ofA.size(), random);
            const auto one = drawn(ofA, places), other = drawn(ofB, paired ? places : draw(ofB.size(), random));
            halves.add(one, other);
            tails.add(one, other);
        }
        if (!p50.noise) p50.judge(spreadOf(std::move(halves.all), options.redraws));
        if (!p99.noise) p99.judge(spreadOf(std::move(tails.all), options.redraws));
    }
}

} // namespace tailrace::report
