// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAction>
#include <QDialog>
#include <QLineEdit>
#include <QListWidget>

namespace tailrace::ui {

// Every command of the window by name, with its key; what is typed narrows the list.
class CommandPalette : public QDialog {
    Q_OBJECT
public:
    CommandPalette(QList<QAction*> commands, QWidget* parent);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void narrow(const QString& typed);
    void runCurrent();

    QList<QAction*> m_commands;
    QLineEdit* m_field;
    QListWidget* m_list;
};

} // namespace tailrace::ui
