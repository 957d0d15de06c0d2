// SPDX-License-Identifier: Apache-2.0
#include "app/headless/selfcheck_judgement.h"

#include <algorithm>
#include <cmath>

namespace tailrace::headless {
namespace {

enum At : std::size_t { Due = 0, Collected = 5, Computed = 7, Stored = 9, Rendered = 13 };

constexpr double AgreeShare = 0.02;
constexpr Nanos AgreeTime = std::chrono::microseconds(200);
// A process does not stand still, nor go on, at the very moment at which it is told to; and nobody may fall due in that very moment.
constexpr Nanos Edge = std::chrono::milliseconds(5);

Nanos between(const telemetry::StampRecord& record, At from, At to) { return Nanos(record.nanos[to] - record.nanos[from]); }

void keepLongest(Nanos& longest, Nanos time) { longest = std::max(longest, time); }

} // namespace

bool StallFinding::isInFull(const Stall& stall) const
{
    const Nanos least = stall.length() - 2 * Edge;
    return dueMeanwhile > 0 && tooEarly == 0 && std::max(longestCollect, longestSessionize) >= least && longestFreshness >= least
        && longestTotal >= least;
}

StallFinding findStall(const std::vector<telemetry::StampRecord>& records, const Stall& stall)
{
    StallFinding found;
    for (const telemetry::StampRecord& record : records) {
        const Stamp due = fromNanos(record.nanos[Due]);
        if (due < stall.from - Edge || due > stall.to) continue;
        if (record.part == static_cast<std::uint32_t>(telemetry::DumpPart::Rendered))
            keepLongest(found.longestTotal, between(record, Due, Rendered));
        if (record.part != static_cast<std::uint32_t>(telemetry::DumpPart::Stored)) continue;
        keepLongest(found.longestCollect, between(record, Due, Collected));
        keepLongest(found.longestSessionize, between(record, Collected, Computed));
        keepLongest(found.longestFreshness, between(record, Due, Stored));
        if (due < stall.from + Edge || due > stall.to - Edge) continue;
        ++found.dueMeanwhile;
        found.tooEarly += fromNanos(record.nanos[Stored]) < stall.to - Edge;
    }
    return found;
}

bool Agreement::holds() const
{
    return apart() <= AgreeTime || static_cast<double>(apart().count()) <= AgreeShare * static_cast<double>(outside.count());
}

Nanos exactQuantile(std::vector<Nanos>& samples, double q)
{
    if (samples.empty()) return {};
    std::ranges::sort(samples);
    const auto rank = static_cast<std::size_t>(std::ceil(q * static_cast<double>(samples.size()) * (1 - 1e-12)));
    return samples[std::max<std::size_t>(rank, 1) - 1];
}

} // namespace tailrace::headless
