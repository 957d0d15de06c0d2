// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDoubleSpinBox>
#include <QLabel>
#include <QPushButton>
#include <QSlider>
#include <QTimer>

#include "ui/look/look.h"
#include "ui/run/run_feed.h"

namespace tailrace::ui {

// The rate of the run under way by hand: so many times what its scenario asks for. What is set counts when it has rested for a moment,
// so that a slider on its way leaves one incident and not twenty.
class RateDial : public QWidget {
    Q_OBJECT
public:
    RateDial(RunFeed& feed, const Look& look);

    QList<QAction*> commands() const { return m_commands; }

private:
    void addCommand(const QString& words, double factor);
    void set(double factor);
    void tell();
    void renew();
    void forgetRun();
    void dress();
    const report::Incident* lastChange() const;

    RunFeed& m_feed;
    const Look& m_look;
    QLabel* m_title;
    QSlider* m_slider; // hundredths of a doubling: 0 is the scenario's own rate
    QDoubleSpinBox* m_factor;
    QPushButton* m_reset;
    QLabel* m_state;
    QTimer m_rest;
    double m_told = 1;
    QList<QAction*> m_commands;
};

} // namespace tailrace::ui
