// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLabel>
#include <QPushButton>
#include <QTableView>

#include "ui/frame/page.h"
#include "ui/look/look.h"
#include "ui/run/run_feed.h"
#include "ui/switches/ledger_strip.h"
#include "ui/switches/shed_chart.h"
#include "ui/switches/switch_history_model.h"
#include "ui/switches/switch_row.h"

namespace tailrace::ui {

// What is given up under overload and in which order, how each step stands and why; each can be thrown by hand. Of a run that is over,
// or a view that is held, the page shows how it was then; a hand acts on the run as it is now.
class SwitchesPage : public Page {
    Q_OBJECT
public:
    SwitchesPage(RunFeed& feed, const Look& look);

    QList<QAction*> commands() override { return m_commands; }

protected:
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void makeHistory();
    void makeCommands();
    QWidget* makeHead();
    QWidget* makeBottom();
    void throwSwitch(degrade::Shed shed, degrade::Position position);
    void showHistory(std::optional<degrade::Shed> shed);
    void renew();
    void forgetConfirmed(const SwitchStates& now);
    SwitchView viewOf(std::size_t shed, const SwitchStates& seen, const SwitchStates& now) const;
    void dress();

    // The second of the run that is looked at; infinite: its latest.
    double seenAt() const;
    const SecondPoint* pointAt(double second) const;
    double waitAt(double second) const;
    telemetry::Ledger ledgerAt(double second) const;
    std::uint64_t refusedAt(double second) const; // in that second
    QString sentence(const SwitchStates& states) const;

    RunFeed& m_feed;
    const Look& m_look;
    QLabel* m_hero;
    QLabel* m_note;
    QList<SwitchRow*> m_rows;
    LedgerStrip* m_ledger;
    ShedChart* m_chart;
    SwitchHistoryModel* m_model;
    QTableView* m_table;
    bool m_followsHistory = true; // its end is shown, and stays so
    QPushButton* m_all;           // of one switch back to all
    QWidget* m_bottom;
    QLabel* m_chartTitle;
    QLabel* m_historyTitle;
    QLabel* m_ledgerTitle;
    QList<QLabel*> m_heads;
    QList<QAction*> m_commands;
    std::array<std::optional<degrade::Position>, degrade::ShedCount> m_asked; // by hand, not among the incidents yet
};

} // namespace tailrace::ui
