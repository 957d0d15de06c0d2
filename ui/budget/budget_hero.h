// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

#include "ui/look/look.h"
#include "ui/run/run_feed.h"

namespace tailrace::ui {

// The page's answer in one line: the measured P99 of a click, of how much, promised by whom, and how it stands.
class BudgetHero : public QWidget {
    Q_OBJECT
public:
    BudgetHero(RunFeed& feed, const Look& look);

protected:
    void paintEvent(QPaintEvent* event) override;
    QSize sizeHint() const override { return {600, 54}; }

private:
    void renew();

    RunFeed& m_feed;
    const Look& m_look;
};

} // namespace tailrace::ui
