// SPDX-License-Identifier: Apache-2.0
#include "ui/frame/keys_overlay.h"

#include <QGridLayout>
#include <QLabel>

#include "ui/look/tokens.h"

namespace tailrace::ui {

KeysOverlay::KeysOverlay(const QList<QAction*>& commands, QWidget* parent) : QDialog(parent, Qt::Popup)
{
    setObjectName("keysOverlay");
    setAccessibleName("All keys");
    setAttribute(Qt::WA_DeleteOnClose);
    auto* layout = new QGridLayout(this);
    layout->setContentsMargins(space::Wide, space::Large, space::Wide, space::Large);
    layout->setHorizontalSpacing(space::Large);
    layout->setVerticalSpacing(space::Tiny);
    QList<const QAction*> keyed;
    for (const QAction* command : commands)
        if (!command->shortcut().isEmpty()) keyed << command;
    const int rows = static_cast<int>((keyed.size() + 1) / 2);
    for (int i = 0; i < keyed.size(); ++i) {
        const int column = i < rows ? 0 : 3;
        auto* key = new QLabel("<b>" + keyed[i]->shortcut().toString(QKeySequence::NativeText).toHtmlEscaped() + "</b>");
        layout->addWidget(key, i % rows, column, Qt::AlignRight);
        layout->addWidget(new QLabel(keyed[i]->text()), i % rows, column + 1);
    }
    layout->setColumnMinimumWidth(2, space::Wide);
    adjustSize();
    move(parent->mapToGlobal(parent->rect().center() - rect().center()));
}

void KeysOverlay::keyPressEvent(QKeyEvent*) { close(); }

} // namespace tailrace::ui
