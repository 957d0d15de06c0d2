// SPDX-License-Identifier: Apache-2.0
#include "pipeline/report/timeline_svg.h"

#include <algorithm>
#include <optional>

#include "pipeline/report/number_format.h"
#include "pipeline/report/svg_scale.h"

namespace tailrace::report {
namespace {

constexpr double Left = 76, Right = 1000;
constexpr Plot Rate{.left = Left, .top = 30, .right = Right, .bottom = 120};
constexpr Plot Tail{.left = Left, .top = 140, .right = Right, .bottom = 220};
constexpr Plot Lag{.left = Left, .top = 240, .right = Right, .bottom = 285};
constexpr double TimelineWidth = 1136;
constexpr double TimelineHeight = 306;
constexpr double LabelX = Right + 10;

class Timeline {
public:
    Timeline(Svg& svg, const RunRecord& record) : m_svg(svg), m_record(record)
    {
        for (const auto& second : record.seconds) m_seconds = std::max(m_seconds, second.second + 1.0);
    }

    void drawRates();
    void drawTail();
    void drawLag();
    void drawIncidents();
    void drawTime() { drawSeconds(m_svg, m_seconds, Lag); }

private:
    double x(double second) const { return Left + std::clamp(second / m_seconds, 0.0, 1.0) * (Right - Left); }
    static double y(const Plot& plot, double value, double top) { return plot.bottom - std::clamp(value / top, 0.0, 1.0) * plot.height(); }

    template <class Value>
    Points steps(const Plot& plot, double top, Value value) const
    {
        Points points;
        for (const auto& second : m_record.seconds) {
            points.emplace_back(x(second.second), y(plot, value(second), top));
            points.emplace_back(x(second.second + 1.0), y(plot, value(second), top));
        }
        return points;
    }
    static Points closed(Points line, const Plot& plot)
    {
        line.emplace_back(line.back().first, plot.bottom);
        line.emplace_back(line[0].first, plot.bottom);
        return line;
    }
    void frame(const Plot& plot, const std::string& topText);

    Svg& m_svg;
    const RunRecord& m_record;
    double m_seconds = 1;
};

void Timeline::frame(const Plot& plot, const std::string& topText)
{
    m_svg.line(plot.left, plot.top, plot.right, plot.top, "grid");
    m_svg.line(plot.left, plot.bottom, plot.right, plot.bottom, "axis");
    m_svg.text(plot.left - 6, plot.top + 3.5, topText, "tick", "end");
    m_svg.text(plot.left - 6, plot.bottom + 3.5, "0", "tick", "end");
}

void Timeline::drawRates()
{
    double most = 0;
    for (const auto& s : m_record.seconds) most = std::max({most, s.offeredPerSecond, s.appliedPerSecond});
    const double top = niceCeiling(most);
    frame(Rate, plainNumber(top) + "/s");
    const auto offered = steps(Rate, top, [](const SecondRecord& s) { return s.offeredPerSecond; });
    const auto applied = steps(Rate, top, [](const SecondRecord& s) { return s.appliedPerSecond; });
    m_svg.polygon(closed(offered, Rate), "area");
    m_svg.polyline(applied, "curve accent");
    const auto labels = spreadLabels({offered.back().second + 4, applied.back().second + 4}, 15, Rate.top, Rate.bottom);
    m_svg.text(LabelX, labels[0], "offered events/s", "t soft");
    m_svg.text(LabelX, labels[1], "applied events/s", "t");
}

// A point of the tail needs the samples of a P99: seconds are merged until there are enough.
void Timeline::drawTail()
{
    struct Window {
        double from, to, ms;
    };
    std::vector<Window> windows;
    telemetry::Histogram merged;
    double from = 0;
    for (const auto& second : m_record.seconds) {
        const auto total = second.series.find(telemetry::TotalKey);
        if (merged.count() == 0) from = second.second;
        if (total) merged.merge(*total);
        if (merged.count() < telemetry::Histogram::MinimumForP99) continue;
        windows.push_back({from, second.second + 1.0, toMs(merged.quantile(0.99))});
        merged.clear();
    }
    const double budget = toMs(m_record.budget.total.p99);
    double most = budget * 1.1;
    for (const auto& w : windows) most = std::max(most, w.ms);
    const double top = niceCeiling(most);
    frame(Tail, plainMs(top));
    Points points;
    for (const auto& w : windows) {
        points.emplace_back(x(w.from), y(Tail, w.ms, top));
        points.emplace_back(x(w.to), y(Tail, w.ms, top));
    }
    if (points.empty())
        m_svg.text(Left + 8, Tail.bottom - 8, "Too few requests for a P99 over time.", "t soft");
    else
        m_svg.polyline(points, "curve total");
    std::vector<double> ys{(points.empty() ? Tail.bottom : points.back().second) + 4};
    if (budget > 0) {
        ys.push_back(y(Tail, budget, top) + 4);
        m_svg.line(Left, ys[1] - 4, Right, ys[1] - 4, "budget");
    }
    const auto labels = spreadLabels(ys, 15, Tail.top, Tail.bottom + 4);
    m_svg.text(LabelX, labels[0], points.empty() ? "" : "total P99", "t strong");
    if (budget > 0) m_svg.text(LabelX, labels[1], "budget " + plainMs(budget), "t strong");
}

void Timeline::drawLag()
{
    double most = 0;
    for (const auto& s : m_record.seconds) most = std::max(most, s.lagSeconds);
    const double top = niceCeiling(std::max(most, 0.01));
    frame(Lag, shortest(top) + " s");
    const auto lag = steps(Lag, top, [](const SecondRecord& s) { return s.lagSeconds; });
    m_svg.polygon(closed(lag, Lag), "area");
    m_svg.polyline(lag, "curve soft-line");
    m_svg.text(LabelX, std::clamp(lag.back().second + 4, Lag.top, Lag.bottom), "consumer lag", "t");
}

void Timeline::drawIncidents()
{
    constexpr double FlagWidth = 17, FlagHeight = 15;
    double free = 0;
    for (std::size_t i = 0; i < m_record.incidents.size(); ++i) {
        const auto& incident = m_record.incidents[i];
        const double at = x(incident.atSeconds);
        m_svg.line(at, 8, at, Lag.bottom, "flag-pole");
        if (at < free) continue; // its pole is enough; the table below names it
        m_svg.rect(at, 4, FlagWidth, FlagHeight, "flag", incident.kind + ": " + incident.text);
        m_svg.text(at + FlagWidth / 2, 15, std::to_string(i + 1), "flag-text", "middle");
        free = at + FlagWidth + 2;
    }
}

} // namespace

std::string timelineSvg(const RunRecord& record)
{
    if (record.seconds.empty()) return {};
    Svg svg(TimelineWidth, TimelineHeight, "Offered and applied rate, P99 of the total and consumer lag over the run");
    Timeline timeline(svg, record);
    timeline.drawRates();
    timeline.drawTail();
    timeline.drawLag();
    timeline.drawTime();
    timeline.drawIncidents();
    return std::move(svg).take();
}

} // namespace tailrace::report
