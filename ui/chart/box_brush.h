// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QKeyEvent>
#include <algorithm>
#include <optional>

namespace tailrace::ui {

// A box of cells in a chart, drawn with the mouse or by key: Enter begins it and takes it, arrows move it, with Shift they move its
// right and its upper edge, Escape leaves it. Pure: the chart says what its cells are.
class BoxBrush {
public:
    struct Box { // cells, all four included
        int left = 0, right = 0, bottom = 0, top = 0;
        bool operator==(const Box&) const = default;
    };
    enum class Outcome { NotMine, Changed, Taken };

    const std::optional<Box>& box() const { return m_box; }
    void clear() { m_box.reset(); }
    // With the mouse, between two cells in any order.
    void span(int x1, int y1, int x2, int y2, const Box& limits)
    {
        m_box = within({std::min(x1, x2), std::max(x1, x2), std::min(y1, y2), std::max(y1, y2)}, limits);
    }

    // Whether a key is this box's, and not the window's.
    bool takes(const QKeyEvent& event) const
    {
        if (event.modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier)) return false;
        switch (event.key()) {
        case Qt::Key_Return:
        case Qt::Key_Enter: return true;
        case Qt::Key_Escape:
        case Qt::Key_Left:
        case Qt::Key_Right:
        case Qt::Key_Up:
        case Qt::Key_Down: return m_box.has_value();
        default: return false;
        }
    }

    // The same of any event of the chart's widget, which is accepted then: the window's shortcut does not get the key.
    bool claims(QEvent& event) const
    {
        if (event.type() != QEvent::ShortcutOverride || !takes(static_cast<const QKeyEvent&>(event))) return false;
        event.accept();
        return true;
    }

    // `first` is the box that Enter begins with.
    Outcome press(const QKeyEvent& event, const Box& first, const Box& limits)
    {
        if (!takes(event)) return Outcome::NotMine;
        if (event.key() == Qt::Key_Return || event.key() == Qt::Key_Enter) {
            if (m_box) return Outcome::Taken;
            m_box = within(first, limits);
        } else if (event.key() == Qt::Key_Escape) {
            m_box.reset();
        } else {
            const int x = event.key() == Qt::Key_Right ? 1 : event.key() == Qt::Key_Left ? -1 : 0;
            const int y = event.key() == Qt::Key_Up ? 1 : event.key() == Qt::Key_Down ? -1 : 0;
            move(x, y, event.modifiers() & Qt::ShiftModifier, limits);
        }
        return Outcome::Changed;
    }

private:
    void move(int x, int y, bool onlyFarEdges, const Box& limits)
    {
        Box moved = *m_box;
        moved.right = std::max(moved.left, moved.right + x);
        moved.top = std::max(moved.bottom, moved.top + y);
        if (!onlyFarEdges) moved = {m_box->left + x, m_box->right + x, m_box->bottom + y, m_box->top + y};
        if (within(moved, limits) == moved) m_box = moved;
    }
    static Box within(const Box& box, const Box& limits)
    {
        return {std::clamp(box.left, limits.left, limits.right), std::clamp(box.right, limits.left, limits.right),
            std::clamp(box.bottom, limits.bottom, limits.top), std::clamp(box.top, limits.bottom, limits.top)};
    }

    std::optional<Box> m_box;
};

} // namespace tailrace::ui
