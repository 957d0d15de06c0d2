// SPDX-License-Identifier: Apache-2.0
#include "ui/frame/command_palette.h"

#include <QKeyEvent>
#include <QVBoxLayout>

#include "ui/look/tokens.h"

namespace tailrace::ui {

CommandPalette::CommandPalette(QList<QAction*> commands, QWidget* parent)
    : QDialog(parent, Qt::Popup),
      m_commands(std::move(commands)),
      m_field(new QLineEdit),
      m_list(new QListWidget)
{
    setObjectName("commandPalette");
    setAttribute(Qt::WA_DeleteOnClose);
    setFixedWidth(520);
    m_field->setPlaceholderText("What do you want to do?");
    m_field->setAccessibleName("Command");
    m_list->setAccessibleName("Commands");
    m_list->setUniformItemSizes(true);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setFixedHeight(RowHeight * 12);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(space::Small, space::Small, space::Small, space::Small);
    layout->setSpacing(space::Small);
    layout->addWidget(m_field);
    layout->addWidget(m_list);
    m_field->installEventFilter(this);
    connect(m_field, &QLineEdit::textChanged, this, &CommandPalette::narrow);
    connect(m_field, &QLineEdit::returnPressed, this, &CommandPalette::runCurrent);
    connect(m_list, &QListWidget::itemClicked, this, &CommandPalette::runCurrent);
    narrow({});
    const QRect room = parent->rect();
    move(parent->mapToGlobal(QPoint(room.center().x() - 260, 72)));
    m_field->setFocus();
}

void CommandPalette::narrow(const QString& typed)
{
    m_list->clear();
    const QStringList words = typed.split(' ', Qt::SkipEmptyParts);
    for (qsizetype i = 0; i < m_commands.size(); ++i) {
        const QAction* command = m_commands[i];
        const auto has = [command](const QString& word) { return command->text().contains(word, Qt::CaseInsensitive); };
        if (!command->isEnabled() || !std::all_of(words.begin(), words.end(), has)) continue;
        const QString key = command->shortcut().toString(QKeySequence::NativeText);
        auto* item = new QListWidgetItem(key.isEmpty() ? command->text() : command->text() + QStringLiteral(u"\u2003\u2003") + key);
        item->setData(Qt::UserRole, static_cast<int>(i));
        item->setSizeHint({0, RowHeight});
        m_list->addItem(item);
    }
    m_list->setCurrentRow(0);
}

void CommandPalette::runCurrent()
{
    const QListWidgetItem* item = m_list->currentItem();
    QAction* command = item ? m_commands[item->data(Qt::UserRole).toInt()] : nullptr;
    close();
    if (command) command->trigger();
}

// The list is moved through while the field keeps the focus.
bool CommandPalette::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() != QEvent::KeyPress) return QDialog::eventFilter(watched, event);
    const int key = static_cast<QKeyEvent*>(event)->key();
    const int by = key == Qt::Key_Down ? 1 : key == Qt::Key_Up ? -1 : 0;
    if (by == 0) return QDialog::eventFilter(watched, event);
    m_list->setCurrentRow(std::clamp(m_list->currentRow() + by, 0, std::max(0, m_list->count() - 1)));
    return true;
}

} // namespace tailrace::ui
