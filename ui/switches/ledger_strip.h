// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

#include "pipeline/telemetry/ledger.h"
#include "ui/look/look.h"

namespace tailrace::ui {

// The sum that shows that the data path is whole: what was received, and where all of it is.
class LedgerStrip : public QWidget {
    Q_OBJECT
public:
    explicit LedgerStrip(const Look& look);

    void show(const telemetry::Ledger& ledger);
    const telemetry::Ledger& shown() const { return m_ledger; }

protected:
    void paintEvent(QPaintEvent* event) override;
    QSize sizeHint() const override { return {900, Height}; }

private:
    static constexpr int Height = 54;

    struct Term {
        const char* sign; // before it
        const char* words;
        std::int64_t value;
    };
    std::vector<Term> terms() const;
    QString verdict() const;

    const Look& m_look;
    telemetry::Ledger m_ledger;
};

} // namespace tailrace::ui
