// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QPainter>
#include <QStyledItemDelegate>

#include "ui/chart/state_mark.h"
#include "ui/look/look.h"

namespace tailrace::ui {

// A cell that says a state: shape, word and colour. `role` holds telemetry::Verdict as an int, or -1.
class StateDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    StateDelegate(const Look& look, int role, QObject* parent) : QStyledItemDelegate(parent), m_look(look), m_role(role) {}

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        QStyleOptionViewItem ground = option;
        initStyleOption(&ground, index);
        ground.text.clear();
        ground.widget->style()->drawControl(QStyle::CE_ItemViewItem, &ground, painter, ground.widget);
        const int value = index.data(m_role).toInt();
        report::State state;
        if (value >= 0) state = static_cast<telemetry::Verdict>(value);
        const QColor colour = colourOf(state, m_look.tokens());
        const QRectF box = option.rect;
        paintMark(*painter, QRectF(box.left() + 8, box.center().y() - 5, 10, 10), state, colour);
        painter->setPen(colour);
        painter->drawText(box.adjusted(26, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, index.data().toString());
    }

private:
    const Look& m_look;
    int m_role;
};

} // namespace tailrace::ui
