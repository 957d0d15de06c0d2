// SPDX-License-Identifier: Apache-2.0
#include "pipeline/report/svg_scale.h"

#include <algorithm>
#include <cmath>

#include "pipeline/report/number_format.h"

namespace tailrace::report {
namespace {

constexpr double SmallestMs = 0.001;
constexpr double LongestMs = 1e7;

} // namespace

LogScale::LogScale(double lowMs, double highMs, const Plot& plot) : m_low(lowMs), m_high(highMs), m_plot(plot) {}

double LogScale::y(double ms) const
{
    const double share = std::log10(std::clamp(ms, m_low, m_high) / m_low) / std::log10(m_high / m_low);
    return m_plot.bottom - share * m_plot.height();
}

std::vector<double> LogScale::decades() const
{
    std::vector<double> ticks;
    const auto first = std::lround(std::log10(m_low));
    const auto last = std::lround(std::log10(m_high));
    for (auto exponent = first; exponent <= last; ++exponent) ticks.push_back(std::pow(10.0, static_cast<double>(exponent)));
    return ticks;
}

LogScale decadesAround(double lowMs, double highMs, const Plot& plot)
{
    const double low = std::clamp(lowMs, SmallestMs, LongestMs / 10);
    const double high = std::clamp(highMs, low, LongestMs);
    const double first = std::floor(std::log10(low) + 1e-9);
    const double last = std::max(first + 1, std::ceil(std::log10(high) - 1e-9));
    return {std::pow(10.0, first), std::pow(10.0, last), plot};
}

std::string tickText(double ms)
{
    if (ms < 0.9) return fixed(ms * 1000, 0) + " \u00B5s";
    if (ms < 900) return fixed(ms, 0) + " ms";
    return grouped(static_cast<std::uint64_t>(std::llround(ms / 1000))) + " s";
}

void drawDecades(Svg& svg, const LogScale& scale, const Plot& plot)
{
    for (const double ms : scale.decades()) {
        const double y = scale.y(ms);
        svg.line(plot.left, y, plot.right, y, "grid");
        svg.text(plot.left - 6, y + 3.5, tickText(ms), "tick", "end");
    }
}

void drawSeconds(Svg& svg, double seconds, const Plot& plot)
{
    constexpr double Wanted = 8;
    if (seconds <= 0) return;
    const double step = niceCeiling(seconds / Wanted);
    const int decimals = step < 1 ? 1 : 0;
    for (double at = 0; at <= seconds * 1.0001; at += step) {
        const double x = plot.left + at / seconds * plot.width();
        svg.line(x, plot.bottom, x, plot.bottom + 3, "axis");
        svg.text(x, plot.bottom + 14, fixed(at, decimals) + (at == 0 ? " s" : ""), "tick", "middle");
    }
}

double niceCeiling(double value)
{
    if (!(value > 0)) return 1;
    const double base = std::pow(10.0, std::floor(std::log10(value)));
    for (const double factor : {1.0, 2.0, 5.0})
        if (base * factor >= value * (1 - 1e-9)) return base * factor;
    return base * 10;
}

} // namespace tailrace::report
