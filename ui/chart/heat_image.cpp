// SPDX-License-Identifier: Apache-2.0
#include "ui/chart/heat_image.h"

#include <algorithm>

namespace tailrace::ui {
namespace {

constexpr int MostColumns = 1200;

// Few to many, logarithmic, between the colours of the ramp.
QRgb heatColour(std::uint32_t count, double logMost, const Tokens& tokens)
{
    const double share = logMost > 0 ? std::log1p(static_cast<double>(count)) / logMost : 1;
    const double at = std::clamp(share, 0.0, 1.0) * static_cast<double>(tokens.heat.size() - 1);
    const auto low = std::min(static_cast<std::size_t>(at), tokens.heat.size() - 2);
    const double part = at - static_cast<double>(low);
    const auto mix = [part](int a, int b) { return static_cast<int>(std::lround(a + (b - a) * part)); };
    const QColor &a = tokens.heat[low], &b = tokens.heat[low + 1];
    return qRgb(mix(a.red(), b.red()), mix(a.green(), b.green()), mix(a.blue(), b.blue()));
}

} // namespace

QImage heatImage(const std::vector<SecondPoint>& seconds, std::size_t line, const HeatCells& shown, const Tokens& tokens)
{
    const auto [from, to, first, last] = shown;
    const int each = std::max(1, (to - from + MostColumns - 1) / MostColumns);
    const int columns = std::max(1, (to - from) / each);
    const auto rows = last - first + 1;
    std::vector<std::uint32_t> cells(static_cast<std::size_t>(columns) * rows);
    std::uint32_t most = 0;
    for (const SecondPoint& point : seconds) {
        if (point.second < from || point.second >= to) continue;
        const auto column = static_cast<std::size_t>(std::min(columns - 1, (point.second - from) / each));
        for (std::size_t row = 0; row < rows; ++row)
            most = std::max(most, cells[column * rows + row] += point.line(line).heat[first + row]);
    }
    QImage image(columns, static_cast<int>(rows), QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    const double logMost = std::log1p(static_cast<double>(most));
    for (int column = 0; column < columns; ++column)
        for (std::size_t row = 0; row < rows; ++row)
            if (const auto cell = cells[static_cast<std::size_t>(column) * rows + row])
                image.setPixel(column, static_cast<int>(rows - 1 - row), heatColour(cell, logMost, tokens));
    return image;
}

} // namespace tailrace::ui
