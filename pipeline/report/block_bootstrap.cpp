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

// Redraws the two runs' blocks of one series, for the two differences that are measured in it.
class Redraws {
public:
    Redraws(const RunRecord& a, const RunRecord& b, const BootstrapOptions& options)
        : m_a(a),
          m_b(b),
          m_options(options),
          m_random(options.seed)
    {}

    void judge(const std::string& series, Difference& p50, Difference& p99)
    {
        if (p50.noise && p99.noise) return;
        const Blocks ofA = blocksOf(m_a, series), ofB = blocksOf(m_b, series);
        if (std::min(ofA.size(), ofB.size()) < LeastBlocks) return;
        const bool paired = ofA.size() == ofB.size() && m_a.scenario == m_b.scenario;
        Distances halves{p50, 0.5}, tails{p99, 0.99};
        for (int i = 0; i < m_options.redraws; ++i) {
            const auto places = draw(ofA.size(), m_random);
            const auto one = drawn(ofA, places), other = drawn(ofB, paired ? places : draw(ofB.size(), m_random));
            halves.add(one, other);
            tails.add(one, other);
        }
        if (!p50.noise) p50.judge(spreadOf(std::move(halves.all), m_options.redraws));
        if (!p99.noise) p99.judge(spreadOf(std::move(tails.all), m_options.redraws));
    }

private:
    const RunRecord& m_a;
    const RunRecord& m_b;
    const BootstrapOptions& m_options;
    std::mt19937_64 m_random;
};

} // namespace

void addNoiseWithin(RunDifferences& differences, const RunRecord& a, const RunRecord& b, const BootstrapOptions& options)
{
    Redraws redraws(a, b, options);
    for (std::size_t line = 0; line < ComparedLines; ++line)
        redraws.judge(std::string(ComparedKeys[line]), differences.p50[line], differences.p99[line]);
    for (GroupDifference& group : differences.groups) redraws.judge(telemetry::groupSeriesKey(group.key), group.p50, group.p99);
}

} // namespace tailrace::report
