// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLabel>
#include <QPushButton>
#include <QWidget>

#include "ui/look/look.h"
#include "ui/run/run_feed.h"

namespace tailrace::ui {

// What stands in a page's place while there is nothing to show: what will be here, and the one button that makes it so. While a run
// starts, how far it is; when it could not start, why.
class EmptyState : public QWidget {
    Q_OBJECT
public:
    EmptyState(RunFeed& feed, const Look& look);

    void setPage(const QString& name, const QString& promise);

Q_SIGNALS:
    void startWished();
    void openWished();

private:
    void renew();

    RunFeed& m_feed;
    const Look& m_look;
    QString m_name, m_promise;
    QLabel* m_title;
    QLabel* m_words;
    QPushButton* m_start;
    QPushButton* m_open;
};

} // namespace tailrace::ui
