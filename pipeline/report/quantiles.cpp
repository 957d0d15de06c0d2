// SPDX-License-Identifier: Apache-2.0
#include "pipeline/report/quantiles.h"

#include "pipeline/report/number_format.h"
#include "pipeline/telemetry/verdict.h"

namespace tailrace::report {

Quantiles quantilesOf(const telemetry::Histogram& histogram)
{
    const auto quantile = [&](double q) -> std::optional<double> {
        const auto shown = telemetry::shownQuantile(histogram, q);
        return shown ? std::optional(toMs(*shown)) : std::nullopt;
    };
    Quantiles out;
    out.count = histogram.count();
    if (out.count == 0) return out;
    out.mean = toMs(histogram.mean());
    out.max = toMs(histogram.max());
    out.p50 = quantile(0.5);
    out.p90 = quantile(0.9);
    out.p99 = quantile(0.99);
    out.p999 = quantile(0.999);
    return out;
}

} // namespace tailrace::report
