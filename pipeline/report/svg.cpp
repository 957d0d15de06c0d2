// SPDX-License-Identifier: Apache-2.0
#include "pipeline/report/svg.h"

#include <algorithm>
#include <numeric>

#include "pipeline/base/utf8.h"
#include "pipeline/report/number_format.h"
#include "pipeline/report/text_escape.h"

namespace tailrace::report {
namespace {

std::string attribute(std::string_view name, double value) { return " " + std::string(name) + "=\"" + svgNumber(value) + "\""; }

std::string classAttribute(std::string_view classes) { return " class=\"" + std::string(classes) + "\""; }

std::string pointList(const Points& points)
{
    std::string out = " points=\"";
    for (const auto& [x, y] : points) out += svgNumber(x) + "," + svgNumber(y) + " ";
    if (!points.empty()) out.pop_back();
    return out + "\"";
}

} // namespace

std::string svgNumber(double value)
{
    std::string text = fixed(value, 1);
    if (text.ends_with(".0")) text.resize(text.size() - 2);
    return text == "-0" ? "0" : text;
}

Svg::Svg(double width, double height, std::string_view title) : m_width(width), m_height(height)
{
    m_out =
        "<svg viewBox=\"0 0 " + svgNumber(width) + " " + svgNumber(height) + "\" role=\"img\" aria-label=\"" + escapeHtml(title) + "\">";
}

void Svg::rect(double x, double y, double width, double height, std::string_view classes, std::string_view hint)
{
    m_out += "<rect" + classAttribute(classes) + attribute("x", x) + attribute("y", y) + attribute("width", std::max(0.0, width))
        + attribute("height", std::max(0.0, height));
    m_out += hint.empty() ? "/>" : "><title>" + escapeHtml(hint) + "</title></rect>";
}

void Svg::line(double x1, double y1, double x2, double y2, std::string_view classes)
{
    m_out +=
        "<line" + classAttribute(classes) + attribute("x1", x1) + attribute("y1", y1) + attribute("x2", x2) + attribute("y2", y2) + "/>";
}

void Svg::polyline(const Points& points, std::string_view classes)
{
    m_out += "<polyline" + classAttribute(classes) + pointList(points) + "/>";
}

void Svg::polygon(const Points& points, std::string_view classes)
{
    m_out += "<polygon" + classAttribute(classes) + pointList(points) + "/>";
}

void Svg::text(double x, double y, std::string_view words, std::string_view classes, std::string_view anchor)
{
    m_out += "<text" + classAttribute(classes) + attribute("x", x) + attribute("y", y);
    if (anchor != "start") m_out += " text-anchor=\"" + std::string(anchor) + "\"";
    m_out += ">" + escapeHtml(words) + "</text>";
}

void Svg::label(double x, double y, std::string_view words, std::string_view classes, std::string_view anchor)
{
    text(x, y, words, std::string(classes) + " halo", anchor);
}

void Svg::plate(double x, double y, std::string_view words, std::string_view classes, std::string_view anchor)
{
    // No font is measured here: wide enough for the widest usual one.
    constexpr double Letter = 7.2, Ascent = 11, Height = 15, Margin = 4;
    const double width = static_cast<double>(codePointCount(words)) * Letter;
    const double left = anchor == "end" ? x - width : anchor == "middle" ? x - width / 2 : x;
    rect(left - Margin, y - Ascent, width + 2 * Margin, Height, "plate");
    label(x, y, words, classes, anchor);
}

void Svg::path(std::string_view data, std::string_view classes)
{
    m_out += "<path" + classAttribute(classes) + " d=\"" + std::string(data) + "\"/>";
}

std::string Svg::take() && { return std::move(m_out) + "</svg>\n"; }

std::vector<double> spreadLabels(std::vector<double> ys, double gap, double top, double bottom)
{
    std::vector<std::size_t> order(ys.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, {}, [&](std::size_t i) { return ys[i]; });
    double least = top;
    for (const std::size_t i : order) {
        ys[i] = std::max(ys[i], least);
        least = ys[i] + gap;
    }
    double most = bottom;
    for (auto i = order.rbegin(); i != order.rend(); ++i) {
        ys[*i] = std::min(ys[*i], most);
        most = ys[*i] - gap;
    }
    return ys;
}

} // namespace tailrace::report
