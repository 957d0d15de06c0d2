// SPDX-License-Identifier: Apache-2.0
#include "pipeline/report/heat_map_svg.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "pipeline/report/number_format.h"
#include "pipeline/report/svg_scale.h"

namespace tailrace::report {
namespace {

constexpr Plot HeatMapArea{.left = 52, .top = 14, .right = 544, .bottom = 158};
constexpr double HeatMapHeight = 178;
constexpr double HeatMapWidth = 560;
constexpr int MostColumns = 125;
constexpr int RowsPerDecade = 9;

struct Cells {
    std::map<std::pair<int, int>, std::uint64_t> counts; // (column, row) -> samples
    double lowMs = 1e9, highMs = 0;
    std::uint64_t most = 0;
    int columns = 0;
    int secondsPerColumn = 1;
    int seconds = 0;
};

int rowOf(double ms) { return static_cast<int>(std::floor(std::log10(std::max(ms, 0.0001)) * RowsPerDecade)); }

Cells collect(const RunRecord& record, const std::string& name)
{
    Cells cells;
    for (const auto& second : record.seconds) cells.seconds = std::max(cells.seconds, second.second + 1);
    cells.secondsPerColumn = std::max(1, (cells.seconds + MostColumns - 1) / MostColumns);
    cells.columns = cells.seconds / cells.secondsPerColumn + (cells.seconds % cells.secondsPerColumn != 0);
    for (const auto& second : record.seconds) {
        const auto histogram = second.series.find(name);
        if (!histogram || second.second < 0) continue;
        for (const auto& bar : histogram->bars()) {
            const double ms = (toMs(bar.from) + toMs(bar.to)) / 2;
            auto& count = cells.counts[{second.second / cells.secondsPerColumn, rowOf(ms)}];
            count += bar.count;
            cells.most = std::max(cells.most, count);
            cells.lowMs = std::min(cells.lowMs, ms);
            cells.highMs = std::max(cells.highMs, ms);
        }
    }
    return cells;
}

int levelOf(std::uint64_t count, std::uint64_t most)
{
    if (most <= 1) return HeatLevels - 1;
    const double share = std::log(static_cast<double>(count)) / std::log(static_cast<double>(most));
    return std::clamp(static_cast<int>(share * HeatLevels), 0, HeatLevels - 1);
}

// One path per colour, a box per cell: a tenth of the size of one element per cell.
void drawCells(Svg& svg, const Cells& cells, const LogScale& scale)
{
    std::array<std::string, HeatLevels> paths;
    const double width = HeatMapArea.width() / cells.columns;
    for (const auto& [cell, count] : cells.counts) {
        const double x = HeatMapArea.left + cell.first * width;
        const double top = scale.y(std::pow(10.0, static_cast<double>(cell.second + 1) / RowsPerDecade));
        const double bottom = scale.y(std::pow(10.0, static_cast<double>(cell.second) / RowsPerDecade));
        auto& path = paths[static_cast<std::size_t>(levelOf(count, cells.most))];
        path += "M" + svgNumber(x) + " " + svgNumber(top) + "H" + svgNumber(x + width) + "V" + svgNumber(bottom) + "H" + svgNumber(x) + "z";
    }
    for (std::size_t level = 0; level < paths.size(); ++level)
        if (!paths[level].empty()) svg.path(paths[level], "h h" + std::to_string(level));
}

} // namespace

std::string heatMapSvg(const RunRecord& record, const std::string& series, const std::optional<HeatMapBudget>& budget)
{
    const Cells cells = collect(record, series);
    if (cells.counts.empty()) return {};
    // Half a decade of air around the budget line, so that its label has room.
    const double high = std::max(cells.highMs, budget ? budget->p99Ms * 1.5 : 0);
    const LogScale scale = decadesAround(std::min(cells.lowMs, budget ? budget->p99Ms : cells.lowMs), high, HeatMapArea);
    Svg svg(HeatMapWidth, HeatMapHeight, "Latency over time, " + series);
    drawDecades(svg, scale, HeatMapArea);
    drawCells(svg, cells, scale);
    svg.line(HeatMapArea.left, HeatMapArea.bottom, HeatMapArea.right, HeatMapArea.bottom, "axis");
    drawSeconds(svg, cells.columns * cells.secondsPerColumn, HeatMapArea);
    if (budget) {
        const double y = scale.y(budget->p99Ms);
        svg.line(HeatMapArea.left, y, HeatMapArea.right, y, "budget");
        svg.plate(HeatMapArea.right - 4, y - 6, (budget->owner.empty() ? "" : budget->owner + ", ") + plainMs(budget->p99Ms) + " at P99",
            "t strong", "end");
    }
    return std::move(svg).take();
}

} // namespace tailrace::report
