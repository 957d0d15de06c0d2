// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QColor>
#include <array>

#include "pipeline/telemetry/stage.h"

namespace tailrace::ui {

enum class Theme { Light, Dark };

// The colours of one theme, by role. The same values stand in the HTML report (pipeline/report/html_style.h); a test compares them.
struct Tokens {
    QColor window, panel, raised;
    QColor text, secondary, hairline;
    QColor accent; // selection, focus, links; never a state
    QColor within, tight, over, idle;
    std::array<QColor, telemetry::StageCount> stages; // lines and fills; never a state
    std::array<QColor, 7> heat;                       // few to many; perceptually ordered
};

const Tokens& tokensOf(Theme theme);

// Pixels.
namespace space {
inline constexpr int Hair = 1, Tiny = 4, Small = 8, Medium = 12, Large = 16, Wide = 24, Huge = 32;
}
inline constexpr int Radius = 4;
inline constexpr int RowHeight = 26;

// Contrast of two opaque colours as WCAG 2 defines it: 1 to 21.
double contrastOf(const QColor& one, const QColor& other);

} // namespace tailrace::ui
