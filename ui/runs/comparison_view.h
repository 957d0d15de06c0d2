// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLabel>
#include <QTableView>
#include <QWidget>

#include "ui/look/look.h"
#include "ui/runs/comparison_model.h"

namespace tailrace::ui {

// Two runs side by side: a sentence, which run is which, and the difference line by line.
class ComparisonView : public QWidget {
    Q_OBJECT
public:
    explicit ComparisonView(const Look& look);

    void show(RunComparison comparison);

private:
    void dress();

    const Look& m_look;
    ComparisonModel* m_model;
    QTableView* m_table;
    QLabel* m_sentence;
    QLabel* m_runs;
};

} // namespace tailrace::ui
