// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QWidget>

#include "ui/look/look.h"
#include "ui/run/run_feed.h"
#include "ui/scenario/number_box.h"

namespace tailrace::ui {

// Incidents by button, for the run under way: each is played at once, as long as the field beside says, and stands on every chart and
// in the report as those that a scenario plans.
class IncidentBar : public QWidget {
    Q_OBJECT
public:
    IncidentBar(RunFeed& feed, const Look& look);

    QList<QAction*> commands() const { return m_commands; }

    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void arrange(int perLine);
    void add(const simulator::IncidentName& incident);
    void play(const simulator::IncidentName& incident);
    void renew();
    void dress();
    QString onNow() const;

    RunFeed& m_feed;
    const Look& m_look;
    QLabel* m_title;
    QLabel* m_state;
    NumberBox* m_length;
    QGridLayout* m_grid;
    int m_perLine = 0;
    QList<QPushButton*> m_buttons;
    QList<QAction*> m_commands;
};

} // namespace tailrace::ui
