// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QPainter>

namespace tailrace::ui {

// A line through points that come one by one, with gaps where there are none. Piece by piece, with the painter's pen of the moment: a
// wide polyline of noise is what Qt draws slowest.
class GappedLine {
public:
    explicit GappedLine(QPainter& painter) : m_painter(painter) {}

    void to(const QPointF& point)
    {
        if (m_hasLast) m_painter.drawLine(m_last, point);
        m_last = point;
        m_hasLast = true;
    }
    void gap() { m_hasLast = false; }

    bool hasEnd() const { return m_hasLast; }
    const QPointF& end() const { return m_last; }

private:
    QPainter& m_painter;
    QPointF m_last;
    bool m_hasLast = false;
};

} // namespace tailrace::ui
