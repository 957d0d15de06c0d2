// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAction>
#include <QPushButton>
#include <functional>

#include "ui/budget/budget_document.h"

namespace tailrace::ui {

// Says which budget judges, and lets another one be chosen, opened or saved. What is edited and not saved is asked for before it goes.
class BudgetMenu : public QPushButton {
    Q_OBJECT
public:
    BudgetMenu(BudgetDocument& document, RunFeed& feed);

    const QList<QAction*>& commands() const { return m_commands; }
    // Goes on at once, or after somebody has saved or dropped what is edited; true: at once.
    bool leave(const std::function<void()>& goOn);

private:
    QAction* command(const QString& words, const QKeySequence& key, const std::function<void()>& what);
    void fill();
    void renew();
    void open();
    void save();
    void saveAs();
    std::filesystem::path folder() const;

    BudgetDocument& m_document;
    RunFeed& m_feed;
    QList<QAction*> m_commands;
    QAction* m_own = nullptr;
    std::function<void()> m_afterSave;
};

} // namespace tailrace::ui
