// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tailrace::report {

using Points = std::vector<std::pair<double, double>>;

// Builds one inline SVG. Colours come from CSS classes only, so that the page's theme applies. All text is escaped here.
class Svg {
public:
    // `title` is what a screen reader says.
    Svg(double width, double height, std::string_view title);

    void rect(double x, double y, double width, double height, std::string_view classes, std::string_view hint = {});
    void line(double x1, double y1, double x2, double y2, std::string_view classes);
    void polyline(const Points& points, std::string_view classes);
    void polygon(const Points& points, std::string_view classes);
    // Anchor: "start", "middle", "end".
    void text(double x, double y, std::string_view words, std::string_view classes = "t", std::string_view anchor = "start");
    // Text with a halo of the ground's colour, for labels on top of a chart.
    void label(double x, double y, std::string_view words, std::string_view classes = "t", std::string_view anchor = "start");
    // The same on a plate of the ground's colour, which is about as wide as the words: for labels on top of coloured areas.
    void plate(double x, double y, std::string_view words, std::string_view classes = "t", std::string_view anchor = "start");
    void path(std::string_view data, std::string_view classes);

    double width() const { return m_width; }
    double height() const { return m_height; }
    std::string take() &&;

private:
    double m_width;
    double m_height;
    std::string m_out;
};

std::string svgNumber(double value);

// Labels at the right end of lines: moved apart so that none covers another, order kept. `ys` are baselines.
std::vector<double> spreadLabels(std::vector<double> ys, double gap, double top, double bottom);

} // namespace tailrace::report
