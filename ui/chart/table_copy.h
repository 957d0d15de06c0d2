// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QTableView>

#include "ui/look/tokens.h"

namespace tailrace::ui {

// The table as it stands, with its head: cells parted by tabs, as sheets take it.
inline QString tableText(const QAbstractItemModel& model)
{
    QStringList lines;
    QStringList cells;
    for (int column = 0; column < model.columnCount(); ++column) cells << model.headerData(column, Qt::Horizontal).toString();
    lines << cells.join('\t');
    for (int row = 0; row < model.rowCount(); ++row) {
        cells.clear();
        for (int column = 0; column < model.columnCount(); ++column) cells << model.index(row, column).data().toString();
        lines << cells.join('\t');
    }
    return lines.join('\n') + '\n';
}

// Ctrl+C in the table copies all of it.
inline void copiesAsText(QTableView& view)
{
    auto* action = new QAction(&view);
    action->setShortcut(QKeySequence::Copy);
    action->setShortcutContext(Qt::WidgetShortcut);
    QObject::connect(action, &QAction::triggered, &view, [&view] { QApplication::clipboard()->setText(tableText(*view.model())); });
    view.addAction(action);
}

// What every table of the studio is: rows without grid and numbers; Tab leaves it, Ctrl+C copies it.
inline void makePlainTable(QTableView& view)
{
    view.setShowGrid(false);
    view.setTabKeyNavigation(false);
    copiesAsText(view);
    view.horizontalHeader()->setHighlightSections(false);
    view.verticalHeader()->hide();
    view.verticalHeader()->setDefaultSectionSize(RowHeight);
}

} // namespace tailrace::ui
