// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLabel>
#include <QPushButton>
#include <QWidget>

#include "ui/frame/choice_button.h"
#include "ui/look/look.h"
#include "ui/run/run_feed.h"

namespace tailrace::ui {

// The run control at the top of every page: what runs, since when; pausing the view, going back, following again; starting, stopping,
// exporting.
class RunBar : public QWidget {
    Q_OBJECT
public:
    RunBar(RunFeed& feed, const Look& look);

Q_SIGNALS:
    void startWished(const QString& scenario);
    void stopWished();
    void openWished();
    void exportWished(const QString& format); // "html", …; empty: all
    void previewWished();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void fillScenarios();
    void fillExports();
    void renew();
    void renewView();
    void dress();
    QString title() const;
    QString subtitle() const;

    RunFeed& m_feed;
    const Look& m_look;
    QLabel* m_title;
    QLabel* m_subtitle;
    QPushButton* m_pause;
    QPushButton* m_back;
    QPushButton* m_live;
    ChoiceButton* m_scenario;
    QPushButton* m_start;
    QPushButton* m_stop;
    QPushButton* m_export;
};

} // namespace tailrace::ui
