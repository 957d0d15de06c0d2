// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QButtonGroup>
#include <QPushButton>
#include <QWidget>

#include "ui/look/look.h"
#include "ui/switches/switch_state.h"

namespace tailrace::ui {

// What a row of the page shows.
struct SwitchView {
    SwitchState state;            // at the time that is seen
    degrade::Position position{}; // as it stands now, or as somebody has just asked for
    bool isAsked = false;         // and the run has not said so yet
    QString evidence;             // "0.03 s of 0.5 s"
    std::optional<double> fill;   // of the evidence's limit, 0..1 and more; none: it is no quantity
    QString whyDisabled;          // empty: it can be thrown

    bool operator==(const SwitchView&) const;
};

// One step of the shed order: what it is, how it stands and why, how near the load is to it, and three positions to put it by hand.
class SwitchRow : public QWidget {
    Q_OBJECT
public:
    static constexpr int Height = 48;
    // Where the columns of all rows, and of their head, begin; the last one ends at `end`.
    struct Columns {
        int name, nameEnd, state, evidence, buttons, end;
    };
    static Columns columnsOf(int width);

    SwitchRow(degrade::Shed shed, const Look& look);

    void show(const SwitchView& view);
    QPushButton* button(degrade::Position position) const;

Q_SIGNALS:
    void thrown(degrade::Shed shed, degrade::Position position);
    void historyWished(degrade::Shed shed);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    QSize sizeHint() const override { return {900, Height}; }

private:
    void paintName(QPainter& painter) const;
    void paintState(QPainter& painter) const;
    void paintEvidence(QPainter& painter) const;
    void renewButtons();
    bool canBe(degrade::Position position) const;

    const degrade::Shed m_shed;
    const Look& m_look;
    SwitchView m_view;
    QButtonGroup m_buttons;
    QPushButton* m_history;
};

} // namespace tailrace::ui
