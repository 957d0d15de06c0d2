// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <thread>

#include "ui/frame/page.h"
#include "ui/look/look.h"
#include "ui/run/run_feed.h"
#include "ui/runs/comparison_view.h"
#include "ui/runs/run_list.h"

namespace tailrace::ui {

// The recorded runs, each with its verdict; one opened again is shown by every page, two are compared.
class RunsPage : public Page {
    Q_OBJECT
public:
    RunsPage(RunFeed& feed, const Look& look);

Q_SIGNALS:
    void fileWished();   // one that lies elsewhere
    void exportWished(); // of what is shown
    void previewWished();

protected:
    void showEvent(QShowEvent* event) override;

private:
    void makeTable();
    void scan();
    void openCurrent();
    void compareSelected();
    void showComparison(bool on);
    void renew();
    void dress();

    RunFeed& m_feed;
    const Look& m_look;
    RunListModel* m_model;
    QWidget* m_list; // all but the comparison
    QTableView* m_table;
    QLabel* m_hero;
    QLabel* m_where;
    ComparisonView* m_comparison;
    QPushButton* m_open;
    QPushButton* m_compare;
    QPushButton* m_other;
    QPushButton* m_export;
    QPushButton* m_preview;
    std::jthread m_scanner;
};

} // namespace tailrace::ui
