// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QColor>
#include <QPainter>
#include <QString>

#include "pipeline/report/stage_rows.h"
#include "ui/look/tokens.h"

namespace tailrace::ui {

// A state as word, colour and shape; never as colour alone.
QColor colourOf(report::State state, const Tokens& tokens);
QString wordOf(report::State state);
// Filled dot, half dot, triangle, ring, dash; painted, because fonts differ in what they have.
void paintMark(QPainter& painter, const QRectF& box, report::State state, const QColor& colour);

} // namespace tailrace::ui
