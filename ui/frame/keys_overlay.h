// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAction>
#include <QDialog>

namespace tailrace::ui {

// All keys on one sheet; any key or click closes it.
class KeysOverlay : public QDialog {
    Q_OBJECT
public:
    KeysOverlay(const QList<QAction*>& commands, QWidget* parent);

protected:
    void keyPressEvent(QKeyEvent* event) override;
};

} // namespace tailrace::ui
