// SPDX-License-Identifier: Apache-2.0
#include "pipeline/report/waterfall_svg.h"

#include <algorithm>
#include <array>

#include "pipeline/report/number_format.h"
#include "pipeline/report/svg_scale.h"

namespace tailrace::report {
namespace {

using telemetry::Stage;
using telemetry::StageCount;
using telemetry::StageKeys;

constexpr Plot WaterfallArea{.left = 92, .top = 4, .right = 492, .bottom = 99};
constexpr double WaterfallWidth = 560;
constexpr double WaterfallHeight = 118;
constexpr double RowHeight = 19;
constexpr double StageBarHeight = 11;

class Waterfall {
public:
    Waterfall(Svg& svg, const telemetry::Trace& trace, double axisMs) : m_svg(svg), m_due(trace.stamps.due), m_axisMs(axisMs) {}

    void waiting(Stage stage, Stamp from, Stamp to) { bar(stage, from, to, "w-", " waiting"); }
    void working(Stage stage, Stamp from, Stamp to) { bar(stage, from, to, "f-", " working"); }

    void name(Stage stage, Stamp from, Stamp to)
    {
        const double y = top(stage);
        m_svg.text(WaterfallArea.left - 8, y + 9.5, std::string(telemetry::StageShortTitles[static_cast<std::size_t>(stage)]), "t", "end");
        m_svg.text(WaterfallArea.right + 60, y + 9.5, threeDigits(toMs(to - from)), "t num", "end");
    }

    // One that waits, then works.
    void stage(Stage stage, Stamp from, Stamp started, Stamp to)
    {
        name(stage, from, to);
        waiting(stage, from, started);
        working(stage, started, to);
    }

private:
    static double top(Stage stage) { return WaterfallArea.top + static_cast<double>(stage) * RowHeight + 4; }
    double x(Stamp at) const { return WaterfallArea.left + std::clamp(toMs(at - m_due) / m_axisMs, 0.0, 1.0) * WaterfallArea.width(); }

    void bar(Stage stage, Stamp from, Stamp to, const char* kind, const char* words)
    {
        if (to <= from) return;
        const auto key = std::string(StageKeys[static_cast<std::size_t>(stage)]);
        // Something that took time is never invisible.
        m_svg.rect(x(from), top(stage), std::max(0.6, x(to) - x(from)), StageBarHeight, kind + key, msText(toMs(to - from)) + words);
    }

    Svg& m_svg;
    Stamp m_due;
    double m_axisMs;
};

void drawStored(Waterfall& w, const telemetry::EventStamps& s)
{
    w.name(Stage::Collect, s.due, s.collected);
    w.waiting(Stage::Collect, s.due, s.collectStarted);
    w.working(Stage::Collect, s.collectStarted, s.durable);
    w.waiting(Stage::Collect, s.durable, s.produceStarted);
    w.working(Stage::Collect, s.produceStarted, s.collected);
    w.stage(Stage::Sessionize, s.collected, s.sessionizeStarted, s.computed);
    w.stage(Stage::Store, s.computed, s.storeStarted, s.stored);
}

void drawRequested(Waterfall& w, const telemetry::EventStamps& s)
{
    w.stage(Stage::Recommend, s.stored, s.recommendStarted, s.responded);
    w.stage(Stage::Experience, s.responded, s.renderStarted, s.rendered);
}

void drawAxis(Svg& svg, double axisMs)
{
    constexpr int Ticks = 4;
    const double step = niceCeiling(axisMs / Ticks);
    for (int i = 0; i * step <= axisMs * 1.0001; ++i) {
        const double x = WaterfallArea.left + i * step / axisMs * WaterfallArea.width();
        svg.line(x, WaterfallArea.top, x, WaterfallArea.bottom, "grid");
        svg.text(x, WaterfallArea.bottom + 13, plainNumber(i * step) + (i == 0 ? " ms" : ""), "tick", "middle");
    }
}

} // namespace

std::string waterfallSvg(const telemetry::Trace& trace, double axisMs)
{
    Svg svg(WaterfallWidth, WaterfallHeight, "The life of one event, stage by stage");
    drawAxis(svg, axisMs);
    Waterfall waterfall(svg, trace, axisMs);
    drawStored(waterfall, trace.stamps);
    if (trace.request) drawRequested(waterfall, trace.stamps);
    return std::move(svg).take();
}

std::string hatchDefinitions()
{
    std::string out = "<svg class=\"defs\" width=\"0\" height=\"0\" aria-hidden=\"true\"><defs>";
    for (const auto key : StageKeys)
        out += "<pattern id=\"hatch-" + std::string(key)
            + "\" width=\"4\" height=\"4\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">"
              "<rect class=\"hatch-ground f-"
            + std::string(key) + "\" width=\"4\" height=\"4\"/><rect class=\"f-" + std::string(key)
            + "\" width=\"1.5\" height=\"4\"/></pattern>";
    return out + "</defs></svg>\n";
}

} // namespace tailrace::report
