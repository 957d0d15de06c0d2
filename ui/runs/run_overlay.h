// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QList>
#include <QPointF>
#include <QString>
#include <array>
#include <vector>

#include "pipeline/report/run_record.h"
#include "pipeline/telemetry/stage_group.h"
#include "ui/run/second_point.h"

namespace tailrace::ui {

// What is drawn of one line of a run when runs lie over each other.
struct LineCurves {
    QList<QPointF> spectrum; // see spectrumCurve
    QList<QPointF> p99;      // second since the start, ms; seconds without enough samples are left out
};

// A whole run, line by line.
struct RunCurves {
    std::array<LineCurves, LineCount> lines;
    std::vector<std::pair<telemetry::StageGroup, LineCurves>> groups;

    // Empty for a group that the run did not measure.
    const LineCurves& of(const telemetry::StageGroup& group) const;
};
RunCurves curvesOf(const report::RunRecord& record);

// Two runs, and others that differ in nothing from one of them: how far apart those lie is noise.
struct RunOverlay {
    RunCurves a, b;
    std::vector<RunCurves> likeA, likeB; // without A and B; equal to both: all in likeA
    bool areEqual = false;               // A and B themselves
    std::size_t leftOut = 0;             // equal runs that were not read, because there are so many
    QString trouble;                     // why something is missing
};

// Between which values equal runs lie, point by point. Nothing with fewer than two.
struct NoiseBand {
    QList<QPointF> low, high;
};
NoiseBand bandOf(const std::vector<const QList<QPointF>*>& curves);

} // namespace tailrace::ui
