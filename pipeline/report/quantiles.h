// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "pipeline/telemetry/histogram.h"

namespace tailrace::report {

// What may be said about a distribution, in ms. A quantile without ten samples beyond it (telemetry::shownQuantile) is
// empty: below 20 for P50, 100 for P90, 1 000 for P99, 10 000 for P99.9.
struct Quantiles {
    std::uint64_t count = 0;
    std::optional<double> mean, p50, p90, p99, p999, max;
};

Quantiles quantilesOf(const telemetry::Histogram& histogram);

} // namespace tailrace::report
