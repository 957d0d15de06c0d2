// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>

#include "ui/frame/choice_button.h"
#include "ui/frame/page.h"
#include "ui/look/look.h"
#include "ui/run/run_feed.h"
#include "ui/scenario/incident_bar.h"
#include "ui/scenario/number_box.h"
#include "ui/scenario/rate_curve.h"
#include "ui/scenario/rate_dial.h"

namespace tailrace::ui {

// What is played: a scenario with its rate curve, length, peak, seed and the budget that judges it; and what is done to it by hand
// while it is.
class ScenarioPage : public Page {
    Q_OBJECT
public:
    ScenarioPage(RunFeed& feed, const Look& look);

    RunWish wish() const;
    QList<QAction*> commands() override { return m_incidents->commands() + m_dial->commands(); }

private:
    void fill();
    QWidget* makeFields();
    void choose();
    void renew();
    void renewWords();
    void dress();

    RunFeed& m_feed;
    const Look& m_look;
    std::vector<simulator::Scenario> m_scenarios;
    std::optional<simulator::Scenario> m_own; // the chosen one, as its file says
    QListWidget* m_list;
    QLabel* m_hero;
    QLabel* m_description;
    QLabel* m_note;
    RateCurve* m_curve;
    IncidentBar* m_incidents;
    RateDial* m_dial;
    NumberBox* m_seconds;
    NumberBox* m_rate;
    QLineEdit* m_seed;
    ChoiceButton* m_budget;
    QPushButton* m_start;
    QPushButton* m_stop;
};

} // namespace tailrace::ui
