// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QImage>
#include <cmath>
#include <vector>

#include "ui/look/tokens.h"
#include "ui/run/second_point.h"

namespace tailrace::ui {

// Where a row of the heat scale begins.
inline double heatRowMs(std::size_t row) { return HeatLowestMs * std::pow(10.0, static_cast<double>(row) / HeatRowsPerDecade); }

struct HeatCells {
    int from = 0, to = 1;            // seconds
    std::size_t first = 0, last = 0; // rows of the heat scale, both included
};

// One line's events by second and latency, a pixel for each cell, or for a few seconds where there are many; coloured by the logarithm of
// the count, few to many. Empty cells are transparent.
QImage heatImage(const std::vector<SecondPoint>& seconds, std::size_t line, const HeatCells& cells, const Tokens& tokens);

} // namespace tailrace::ui
