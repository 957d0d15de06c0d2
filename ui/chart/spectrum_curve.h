// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QList>
#include <QPointF>
#include <QString>

#include "pipeline/telemetry/histogram.h"

namespace tailrace::ui {

// A distribution as a curve: the logarithmic number of nines to the right (P0 0, P90 1, P99 2), milliseconds up.

inline constexpr double MostNines = 5, StepNines = 0.02, MedianNines = 0.30103;

// From P0 on, every StepNines, as far as a quantile is shown at all; empty without enough samples for a P50.
QList<QPointF> spectrumCurve(const telemetry::Histogram& histogram);
// "P99.9"
QString percentileText(double nines);

} // namespace tailrace::ui
