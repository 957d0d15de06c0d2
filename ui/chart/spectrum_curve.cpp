// SPDX-License-Identifier: Apache-2.0
#include "ui/chart/spectrum_curve.h"

#include <algorithm>
#include <cmath>

#include "pipeline/report/number_format.h"
#include "pipeline/telemetry/verdict.h"

namespace tailrace::ui {
namespace {

double ninesOf(std::uint64_t samples)
{
    constexpr double Beyond = static_cast<double>(telemetry::Histogram::MinimumForP99) / 100;
    return std::min(MostNines, std::log10(std::max(1.0, static_cast<double>(samples) / Beyond)));
}

} // namespace

QList<QPointF> spectrumCurve(const telemetry::Histogram& histogram)
{
    QList<QPointF> curve;
    if (!telemetry::shownQuantile(histogram, 0.5)) return curve;
    const int steps = static_cast<int>(ninesOf(histogram.count()) / StepNines + 1e-6);
    for (int i = 0; i <= steps; ++i) {
        const double nines = i * StepNines;
        curve.emplace_back(nines, std::max(0.001, report::toMs(histogram.quantile(1 - std::pow(10.0, -nines)))));
    }
    return curve;
}

QString percentileText(double nines)
{
    const double percentile = 100 * (1 - std::pow(10.0, -nines));
    const int decimals = std::max(0, static_cast<int>(std::ceil(nines - 1e-6)) - 2);
    return "P" + QString::number(percentile, 'f', decimals);
}

} // namespace tailrace::ui
