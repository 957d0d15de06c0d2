// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "pipeline/report/svg.h"

namespace tailrace::report {

// Where a chart's plot lies inside its SVG.
struct Plot {
    double left = 0, top = 0, right = 0, bottom = 0;
    double width() const { return right - left; }
    double height() const { return bottom - top; }
};

// A logarithmic axis of milliseconds, from the bottom up; what lies outside is drawn at the edge.
class LogScale {
public:
    LogScale(double lowMs, double highMs, const Plot& plot);
    double y(double ms) const;
    double low() const { return m_low; }
    double high() const { return m_high; }
    // Whole decades between the ends: 0.1, 1, 10, …
    std::vector<double> decades() const;

private:
    double m_low, m_high;
    Plot m_plot;
};

// Whole decades around everything that is to be seen.
LogScale decadesAround(double lowMs, double highMs, const Plot& plot);

// "100 µs", "10 ms", "1 s"
std::string tickText(double ms);
void drawDecades(Svg& svg, const LogScale& scale, const Plot& plot);
// The ticks of a run's time along the bottom: 0, 10 s, … in steps of 1, 2 or 5.
void drawSeconds(Svg& svg, double seconds, const Plot& plot);

// The smallest of 1, 2, 5 x 10^n that is at least `value`.
double niceCeiling(double value);

} // namespace tailrace::report
