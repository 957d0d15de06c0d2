// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QMenu>
#include <QPushButton>

namespace tailrace::ui {

// One of a few named things, chosen from a menu; the button says which.
class ChoiceButton : public QPushButton {
    Q_OBJECT
public:
    ChoiceButton() { setMenu(new QMenu(this)); }

    void add(const QString& words, const QString& value)
    {
        connect(menu()->addAction(words), &QAction::triggered, this, [this, words, value] { choose(words, value); });
        if (m_value.isEmpty()) choose(words, value);
    }
    void choose(const QString& value)
    {
        for (QAction* action : menu()->actions())
            if (action->text().compare(value, Qt::CaseInsensitive) == 0) action->trigger();
    }
    const QString& value() const { return m_value; }

private:
    void choose(const QString& words, const QString& value)
    {
        m_value = value;
        setText(words + QStringLiteral(u" \u25BE"));
    }

    QString m_value;
};

} // namespace tailrace::ui
