// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QWidget>

#include "ui/look/look.h"
#include "ui/runs/comparison_model.h"
#include "ui/runs/overlay_chart.h"

namespace tailrace::ui {

// Two runs side by side and over each other: a sentence, which run is which, the difference line by line, and of the chosen line both
// spectra and both P99 over time, with the noise between equal runs.
class ComparisonView : public QWidget {
    Q_OBJECT
public:
    explicit ComparisonView(const Look& look);

    // `all` are the runs that the noise may come from.
    void show(RunComparison comparison, const std::vector<RunEntry>& all);

Q_SIGNALS:
    void closeWished();

private:
    void makeTable();
    QLayout* makeCharts();
    void draw();
    void fit();
    void dress();

    const Look& m_look;
    OverlayReader m_reader;
    std::shared_ptr<const RunOverlay> m_overlay; // null while it is being read
    ComparisonModel* m_model;
    QTableView* m_table;
    QLabel* m_sentence;
    QLabel* m_runs;
    QLabel* m_spectrumTitle;
    QLabel* m_timeTitle;
    OverlayChart* m_spectra;
    OverlayChart* m_overTime;
    QPushButton* m_close;
};

} // namespace tailrace::ui
