// SPDX-License-Identifier: Apache-2.0
#include "pipeline/report/budget_bar_svg.h"

#include <algorithm>
#include <array>

#include "pipeline/report/number_format.h"
#include "pipeline/report/svg.h"

namespace tailrace::report {
namespace {

constexpr double Width = 1136;
constexpr double Height = 94;
constexpr double BarTop = 26;
constexpr double BarHeight = 26;
constexpr double GlyphWidth = 6.4; // of the label font, to keep labels apart

// Labels start under their stage where there is room, else beside their neighbour; the square says which is which.
void drawLabels(Svg& svg, const Rows& rows, std::vector<double> starts)
{
    constexpr double Square = 13, Gap = 16;
    std::vector<std::string> words;
    std::vector<double> widths;
    double free = 0, most = Width;
    for (std::size_t i = 0; i < rows.stages.size(); ++i) {
        words.push_back(std::string(telemetry::StageShortTitles[i]) + " " + threeDigits(*rowOfRequests(rows, i).values.p99));
        widths.push_back(Square + GlyphWidth * static_cast<double>(words[i].size()) + Gap);
        starts[i] = std::max(starts[i], free);
        free = starts[i] + widths[i];
    }
    for (std::size_t i = starts.size(); i-- > 0;) {
        starts[i] = std::min(starts[i], most - widths[i]);
        most = starts[i];
        svg.rect(starts[i], BarTop + BarHeight + 7, 9, 9, "f-" + rows.stages[i].key);
        svg.label(starts[i] + Square, BarTop + BarHeight + 15, words[i], "t num");
    }
}

// Returns where each begins.
std::vector<double> drawStages(Svg& svg, const Rows& rows, double perMs)
{
    double x = 0;
    std::vector<double> starts;
    for (std::size_t i = 0; i < rows.stages.size(); ++i) {
        const Row& row = rows.stages[i];
        const double p99 = *rowOfRequests(rows, i).values.p99;
        const double width = p99 * perMs;
        svg.rect(x, BarTop, std::max(0.5, width - 1), BarHeight, "f-" + row.key,
            row.name() + ": " + msText(p99) + " at P99 of the requests");
        starts.push_back(x);
        x += width;
    }
    return starts;
}

} // namespace

std::string budgetBarSvg(const Rows& rows, double promiseMs)
{
    const auto sum = sumOfP99(rows);
    if (!sum || *sum <= 0) return {};
    const double budget = rows.total.budgetP99.value_or(0);
    const double perMs = (Width - 2) / (std::max(*sum, budget) * 1.02);
    Svg svg(Width, Height, "The stages' P99 end to end, against the total's budget");
    svg.rect(0, BarTop, (budget > 0 ? budget : *sum) * perMs, BarHeight, "track");
    std::vector<double> starts = drawStages(svg, rows, perMs);
    const double x = *sum * perMs;
    svg.line(x, BarTop - 5, x, BarTop + BarHeight + 5, "mark");
    const bool left = x > Width * 0.7;
    svg.text(left ? x - 6 : x + 6, BarTop - 9, "sum of the stages' P99 over the requests " + msText(sum), "t num", left ? "end" : "start");
    if (budget > 0) {
        const double at = budget * perMs;
        svg.line(at, BarTop - 5, at, BarTop + BarHeight + 24, "budget");
        std::string words = "budget " + plainMs(budget);
        if (promiseMs > 0) words += ", promise " + plainMs(promiseMs);
        svg.text(at, BarTop + BarHeight + 37, words, "t strong num", at < Width * 0.3 ? "start" : "end");
    }
    drawLabels(svg, rows, std::move(starts)); // over the budget's line
    return std::move(svg).take();
}

std::string budgetUseSvg(const Row& row)
{
    constexpr double UseWidth = 158, UseHeight = 14, Full = 60, Longest = 75, Gap = 6;
    if (!row.values.p99 || !row.budgetP99) return {};
    const double share = *row.values.p99 / *row.budgetP99;
    const std::string words = fixed(share * 100, 0) + " % of the budget";
    Svg svg(UseWidth, UseHeight, words);
    svg.rect(0, 4, Full, 6, "track");
    svg.rect(0, 4, std::clamp(share * Full, 1.0, Longest), 6, row.state == telemetry::Verdict::Over ? "over-bar" : "use-bar", words);
    svg.line(Full, 1, Full, UseHeight - 1, "mark");
    if (share * Full > Longest) { // too long to be drawn: broken off, and said
        svg.polygon({{Longest - 1, 2}, {Longest + 3, 2}, {Longest - 1, UseHeight - 2}, {Longest - 5, UseHeight - 2}}, "bar-break");
        svg.text(Longest + Gap, 11, threeDigits(share) + " times", "t num");
    }
    return std::move(svg).take();
}

} // namespace tailrace::report
