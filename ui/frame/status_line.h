// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

#include "ui/look/look.h"
#include "ui/run/run_feed.h"

namespace tailrace::ui {

// The last line of every page: servers, rate, lag, the ledger, and what the view shows. When the ledger does not balance, or a server
// is away, that becomes a sentence.
class StatusLine : public QWidget {
    Q_OBJECT
public:
    StatusLine(RunFeed& feed, const Look& look);

    // A message for some seconds, e.g. of an export.
    void say(const QString& words);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    struct Part {
        QString words;
        report::State state;
        bool hasMark = false;
        bool isSoft = false;
    };
    std::vector<Part> parts() const;
    void renew();

    RunFeed& m_feed;
    const Look& m_look;
    QString m_said;
    std::vector<Part> m_parts;
};

// "accepted = applied + 312 in flight", or what is wrong with it.
QString ledgerSentence(const telemetry::Ledger& ledger);

} // namespace tailrace::ui
