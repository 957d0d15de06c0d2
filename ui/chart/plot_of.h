// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QRectF>

#include "pipeline/report/svg_scale.h"

namespace tailrace::ui {

// A painted chart's plot, for the axes that it shares with the report's drawings.
inline report::Plot plotOf(const QRectF& rect) { return {rect.left(), rect.top(), rect.right(), rect.bottom()}; }

} // namespace tailrace::ui
