// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStyledItemDelegate>

#include "ui/look/look.h"
#include "ui/run/run_feed.h"

namespace tailrace::ui {

// Paints the budget table's cells: the stage's hue before its name, limits in a lighter tone, the trend as a line against the budget,
// states with their shape.
class StageDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    StageDelegate(RunFeed& feed, const Look& look, QObject* parent) : QStyledItemDelegate(parent), m_feed(feed), m_look(look) {}

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    void paintTrend(QPainter& painter, const QRectF& box, std::size_t line) const;
    void paintHues(QPainter& painter, const QRectF& box, std::size_t line) const;
    void paintState(QPainter& painter, const QRectF& box, const QModelIndex& index) const;
    void paintText(QPainter& painter, const QRectF& box, const QModelIndex& index) const;

    RunFeed& m_feed;
    const Look& m_look;
};

} // namespace tailrace::ui
