// SPDX-License-Identifier: Apache-2.0
#include "pipeline/report/spectrum_svg.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "pipeline/report/number_format.h"
#include "pipeline/report/stage_rows.h"
#include "pipeline/report/svg_scale.h"
#include "pipeline/telemetry/verdict.h"

namespace tailrace::report {
namespace {

constexpr Plot SpectrumArea{.left = 56, .top = 16, .right = 960, .bottom = 330};
constexpr double SpectrumWidth = 1136;
constexpr double SpectrumHeight = 366;
constexpr double MostNines = 5;
constexpr double StepNines = 0.02;
constexpr double LabelGap = 15;

struct Curve {
    std::string title;
    std::string classes;
    Points values; // (nines, ms)
};

// As far as telemetry::shownQuantile shows a quantile.
double endOf(std::uint64_t count)
{
    constexpr double Beyond = static_cast<double>(telemetry::Histogram::MinimumForP99) / 100;
    return std::min(MostNines, std::log10(std::max(1.0, static_cast<double>(count) / Beyond)));
}

Curve curveOf(const RunRecord& record, const Row& row, std::string classes)
{
    Curve curve{.title = row.name(), .classes = std::move(classes), .values = {}};
    const auto at = record.series.find(row.series);
    if (at == record.series.end() || !telemetry::shownQuantile(at->second, 0)) return curve;
    const double end = endOf(at->second.count());
    for (double nines = 0; nines <= end + 1e-9; nines += StepNines)
        curve.values.emplace_back(nines, std::max(0.001, toMs(at->second.quantile(1 - std::pow(10.0, -nines)))));
    return curve;
}

std::vector<Curve> curvesOf(const RunRecord& record, const Rows& rows)
{
    std::vector<Curve> curves;
    for (std::size_t i = 0; i < rows.stages.size(); ++i)
        curves.push_back(curveOf(record, rowOfRequests(rows, i), "curve s-" + rows.stages[i].key));
    curves.push_back(curveOf(record, rows.total, "curve total"));
    std::erase_if(curves, [](const Curve& curve) { return curve.values.empty(); });
    return curves;
}

double xOf(double nines, double end) { return SpectrumArea.left + nines / end * SpectrumArea.width(); }

void drawPercentiles(Svg& svg, double end)
{
    constexpr std::array<std::pair<double, const char*>, 7> Ticks{
        {{0, "0"}, {0.30103, "P50"}, {1, "P90"}, {2, "P99"}, {3, "P99.9"}, {4, "P99.99"}, {5, "P99.999"}}};
    for (const auto& [nines, text] : Ticks) {
        if (nines > end + 1e-6) continue;
        svg.line(xOf(nines, end), SpectrumArea.top, xOf(nines, end), SpectrumArea.bottom, "grid");
        svg.text(xOf(nines, end), SpectrumArea.bottom + 16, text, "tick", "middle");
    }
}

// P50 target up to P50, P99 budget up to P99; beyond it only the promise to the customer holds.
void drawStaircase(Svg& svg, const Row& total, double promiseMs, const LogScale& scale, double end)
{
    if (!total.budgetP50 || !total.budgetP99) return;
    const double median = std::min(end, 0.30103), tail = std::min(end, 2.0);
    Points stair{{xOf(0, end), scale.y(*total.budgetP50)}, {xOf(median, end), scale.y(*total.budgetP50)},
        {xOf(median, end), scale.y(*total.budgetP99)}, {xOf(tail, end), scale.y(*total.budgetP99)}};
    if (promiseMs > 0 && end > 2) {
        stair.emplace_back(xOf(tail, end), scale.y(promiseMs));
        stair.emplace_back(xOf(end, end), scale.y(promiseMs));
    }
    svg.polyline(stair, "budget");
}

// Above the curves, so that the halo keeps them off the words.
void drawStairLabels(Svg& svg, const Row& total, double promiseMs, const LogScale& scale, double end)
{
    if (!total.budgetP50 || !total.budgetP99) return;
    const double median = std::min(end, 0.30103);
    const double budgetY = scale.y(*total.budgetP99);
    std::string budget = (total.owner.empty() ? "budget " : total.owner + ", ") + plainMs(total.budgetP99) + " at P99";
    if (promiseMs > 0 && end > 2) {
        const double promiseY = scale.y(promiseMs);
        const std::string promise = "promise " + plainMs(promiseMs);
        if (std::abs(promiseY - budgetY) < LabelGap)
            budget += ", " + promise; // two labels would cover each other
        else
            svg.label(xOf(end, end) - 4, promiseY - 5, promise, "t", "end");
    }
    svg.label(xOf(median, end) + 6, budgetY - 5, budget, "t strong");
    svg.label(xOf(0, end) + 6, scale.y(*total.budgetP50) + 14, plainMs(total.budgetP50) + " at P50", "t strong");
}

void drawCurves(Svg& svg, const std::vector<Curve>& curves, const LogScale& scale, double end)
{
    std::vector<double> ys;
    for (const auto& curve : curves) {
        Points points;
        for (const auto& [nines, ms] : curve.values) points.emplace_back(xOf(nines, end), scale.y(ms));
        svg.polyline(points, curve.classes);
        ys.push_back(points.back().second + 4);
    }
    const auto labels = spreadLabels(ys, LabelGap, SpectrumArea.top, SpectrumArea.bottom);
    for (std::size_t i = 0; i < curves.size(); ++i) {
        const double lineEnd = xOf(curves[i].values.back().first, end);
        svg.polyline({{lineEnd, ys[i] - 4}, {SpectrumArea.right + 6, labels[i] - 4}, {SpectrumArea.right + 10, labels[i] - 4}},
            "lead " + curves[i].classes);
        svg.text(SpectrumArea.right + 14, labels[i], curves[i].title, curves[i].classes.ends_with("total") ? "t strong" : "t");
    }
}

} // namespace

std::string spectrumSvg(const RunRecord& record)
{
    const Rows rows = rowsOf(record);
    const auto curves = curvesOf(record, rows);
    if (curves.empty()) return {};
    double low = 1e9, high = 0, end = 1;
    for (const auto& curve : curves) {
        for (const auto& value : curve.values) {
            low = std::min(low, value.second);
            high = std::max(high, value.second);
        }
        end = std::max(end, curve.values.back().first);
    }
    const double promiseMs = toMs(record.budget.promise);
    high = std::max({high, rows.total.budgetP99.value_or(0) * 1.4, promiseMs * 1.4});
    const LogScale scale = decadesAround(std::max(low, high / 1e6), high, SpectrumArea);
    Svg svg(SpectrumWidth, SpectrumHeight, "Percentile spectrum of the total and of every stage");
    drawDecades(svg, scale, SpectrumArea);
    drawPercentiles(svg, end);
    drawStaircase(svg, rows.total, promiseMs, scale, end);
    drawCurves(svg, curves, scale, end);
    drawStairLabels(svg, rows.total, promiseMs, scale, end);
    return std::move(svg).take();
}

} // namespace tailrace::report
