// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableView>

#include "ui/budget/budget_document.h"
#include "ui/budget/budget_lines_model.h"
#include "ui/look/look.h"

namespace tailrace::ui {

// The budget's lines as a table to be typed into, its name, and what keeps it from judging.
class BudgetEditor : public QWidget {
    Q_OBJECT
public:
    BudgetEditor(BudgetDocument& document, const Look& look);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void makeTable();
    QLayout* makeHead();
    void startTyping();
    void renew();

    BudgetDocument& m_document;
    const Look& m_look;
    BudgetLinesModel* m_model;
    QTableView* m_table;
    QLineEdit* m_name;
    QPushButton* m_add;
    QPushButton* m_remove;
    QPushButton* m_undo;
    QPushButton* m_redo;
    QLabel* m_words;
    QString m_refused; // what was typed last, when it means nothing
};

} // namespace tailrace::ui
