// SPDX-License-Identifier: Apache-2.0
#include "app/run/past_progress.h"

#include <algorithm>
#include <cmath>

#include "pipeline/report/number_format.h"

namespace tailrace::run {

std::string spanText(std::chrono::nanoseconds span)
{
    using std::chrono::hours;
    using std::chrono::minutes;
    const bool wholeHours = span % hours(1) == std::chrono::nanoseconds(0);
    if (wholeHours && span >= hours(2)) return std::to_string(span / hours(1)) + " h";
    if (span >= minutes(2)) return std::to_string(span / minutes(1)) + " min";
    return std::to_string(span / std::chrono::seconds(1)) + " s";
}

std::string PastProgress::inWords() const
{
    const double seconds = std::chrono::duration<double>(spent).count();
    const double share = expected > 0 ? std::min(100.0, static_cast<double>(applied) / expected * 100) : 100.0;
    return "generated past, " + spanText(span) + " before the start: " + report::fixed(share, 0) + " % of about "
        + report::grouped(static_cast<std::uint64_t>(std::llround(expected))) + " events"
        + (seconds >= 1 ? ", " + report::grouped(static_cast<std::uint64_t>(static_cast<double>(applied - before) / seconds)) + " a second"
                        : "");
}

} // namespace tailrace::run
