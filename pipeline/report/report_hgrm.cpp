// SPDX-License-Identifier: Apache-2.0
#include "pipeline/report/report_hgrm.h"

#include <algorithm>
#include <cmath>

#include "pipeline/report/number_format.h"
#include "pipeline/telemetry/verdict.h"

namespace tailrace::report {
namespace {

constexpr double TicksPerHalfDistance = 5;

std::string padded(const std::string& text, std::size_t width)
{
    return text.size() < width ? std::string(width - text.size(), ' ') + text : text;
}

std::string line(double valueMs, double percentile, std::uint64_t count)
{
    std::string out = padded(fixed(valueMs, 3), 12) + " " + fixed(percentile / 100, 12) + " " + padded(std::to_string(count), 10);
    if (percentile < 100) out += " " + padded(fixed(100 / (100 - percentile), 2), 14);
    return out + "\n";
}

double nextLevel(double level)
{
    const double halvings = std::floor(std::log2(100 / (100 - level))) + 1;
    return level + 100 / (TicksPerHalfDistance * std::exp2(halvings));
}

double deviationMs(const telemetry::Histogram& histogram)
{
    const double mean = toMs(histogram.mean());
    double squares = 0;
    for (const auto& bar : histogram.bars()) {
        const double off = (toMs(bar.from) + toMs(bar.to)) / 2 - mean;
        squares += off * off * static_cast<double>(bar.count);
    }
    return histogram.count() == 0 ? 0 : std::sqrt(squares / static_cast<double>(histogram.count()));
}

// The gate of every export stands here too; the last line is the largest value, which is exact.
std::string lines(const telemetry::Histogram& histogram)
{
    std::string out;
    const double count = static_cast<double>(histogram.count());
    const double maxMs = toMs(histogram.max());
    std::uint64_t soFar = 0;
    double level = 0;
    for (const auto& bar : histogram.bars()) {
        soFar += bar.count;
        const double reached = 100 * static_cast<double>(soFar) / count;
        const double value = std::min(toMs(bar.to), maxMs);
        while (reached >= level && telemetry::shownQuantile(histogram, level / 100)) {
            out += line(value, level, soFar);
            level = nextLevel(level);
            if (soFar == histogram.count()) break;
        }
    }
    if (soFar > 0) out += line(maxMs, 100, soFar);
    return out;
}

} // namespace

std::string renderHgrm(const telemetry::Histogram& histogram)
{
    std::string out = padded("Value", 12) + " " + padded("Percentile", 14) + " " + padded("TotalCount", 10) + " "
        + padded("1/(1-Percentile)", 14) + "\n\n";
    out += lines(histogram);
    out += "#[Mean    = " + padded(fixed(toMs(histogram.mean()), 3), 12)
        + ", StdDeviation   = " + padded(fixed(deviationMs(histogram), 3), 12) + "]\n";
    out += "#[Max     = " + padded(fixed(toMs(histogram.max()), 3), 12)
        + ", Total count    = " + padded(std::to_string(histogram.count()), 12) + "]\n";
    out += "#[Buckets = " + padded(std::to_string(telemetry::Histogram::Buckets), 12)
        + ", SubBuckets     = " + padded(std::to_string(telemetry::Histogram::SubBuckets), 12) + "]\n";
    return out;
}

} // namespace tailrace::report
