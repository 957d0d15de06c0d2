// SPDX-License-Identifier: Apache-2.0
#include "ui/runs/run_overlay.h"

#include <algorithm>
#include <map>

#include "ui/chart/spectrum_curve.h"
#include "ui/run/history_store.h"

namespace tailrace::ui {
namespace {

QList<QPointF> spectrumIn(const report::RunRecord& record, const std::string& key)
{
    const auto series = record.series.find(key);
    return series == record.series.end() ? QList<QPointF>() : spectrumCurve(series->second);
}

} // namespace

const LineCurves& RunCurves::of(const telemetry::StageGroup& group) const
{
    static const LineCurves None;
    const auto found = std::ranges::find(groups, group, &std::pair<telemetry::StageGroup, LineCurves>::first);
    return found == groups.end() ? None : found->second;
}

RunCurves curvesOf(const report::RunRecord& record)
{
    RunCurves curves;
    HistoryStore store(record.budget);
    for (std::size_t line = 0; line < LineCount; ++line) curves.lines[line].spectrum = spectrumIn(record, std::string(LineKeys[line]));
    for (const auto& group : telemetry::groupsOf(record.budget))
        curves.groups.push_back({group, {.spectrum = spectrumIn(record, telemetry::groupSeriesKey(group.key)), .p99 = {}}});
    for (const auto& second : record.seconds) {
        const SecondPoint point = store.add(second);
        const auto take = [&point](LineCurves& into, const LinePoint& of) {
            if (of.p99Ms) into.p99.emplace_back(point.second + 0.5, std::max(0.001F, *of.p99Ms));
        };
        for (std::size_t line = 0; line < LineCount; ++line) take(curves.lines[line], point.lines[line]);
        for (std::size_t i = 0; i < curves.groups.size(); ++i) take(curves.groups[i].second, point.line(FirstGroupLine + i));
    }
    return curves;
}

NoiseBand bandOf(const std::vector<const QList<QPointF>*>& curves)
{
    struct Between {
        double low = 0, high = 0;
        std::size_t runs = 0;
    };
    std::map<double, Between> at;
    for (const auto* curve : curves) {
        for (const QPointF& point : *curve) {
            Between& here = at.try_emplace(point.x(), Between{point.y(), point.y(), 0}).first->second;
            here = {std::min(here.low, point.y()), std::max(here.high, point.y()), here.runs + 1};
        }
    }
    NoiseBand band;
    for (const auto& [x, between] : at) {
        if (between.runs < 2) continue;
        band.low.emplace_back(x, between.low);
        band.high.emplace_back(x, between.high);
    }
    return band;
}

} // namespace tailrace::ui
