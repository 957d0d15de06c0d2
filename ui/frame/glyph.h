// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QPainter>
#include <QString>

namespace tailrace::ui {

// The small drawings of the navigation, by the name of their page; drawn in lines, so that they take any colour and size.
void paintGlyph(QPainter& painter, const QRectF& box, const QString& page);

} // namespace tailrace::ui
