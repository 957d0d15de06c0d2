// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLabel>
#include <QPushButton>
#include <QTableView>

#include "ui/budget/budget_bar.h"
#include "ui/budget/budget_editor.h"
#include "ui/budget/budget_menu.h"
#include "ui/budget/stage_model.h"
#include "ui/chart/heat_map.h"
#include "ui/chart/spectrum_chart.h"
#include "ui/frame/page.h"

namespace tailrace::ui {

class BudgetHero;

// Does the budget hold, who is eating it, and since when?
class BudgetPage : public Page {
    Q_OBJECT
public:
    BudgetPage(RunFeed& feed, const Look& look);

    void selectLine(std::size_t line);
    QList<QAction*> commands() override { return m_commands; }
    bool mayClose(const std::function<void()>& close) override { return m_menu->leave(close); }

private:
    void makeTable();
    QWidget* makeCharts();
    void makeCommands();
    void showEditor(bool on);
    void showSelected();
    void selectLargest(); // of a run that is over
    void renew();
    void explainSum();
    void dress();

    RunFeed& m_feed;
    const Look& m_look;
    BudgetHero* m_hero;
    BudgetBar* m_bar;
    QLabel* m_sentence;
    QPushButton* m_traces;
    StageModel* m_model;
    QTableView* m_table;
    HeatMap* m_heat;
    SpectrumChart* m_spectrum;
    const report::RunRecord* m_selectedFor = nullptr; // the run for which a stage was selected
    QLabel* m_heatTitle;
    QLabel* m_spectrumTitle;
    BudgetDocument m_document;
    BudgetMenu* m_menu;
    QPushButton* m_edit;
    BudgetEditor* m_editor;
    QList<QAction*> m_commands;
};

} // namespace tailrace::ui
