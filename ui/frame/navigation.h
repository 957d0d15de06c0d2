// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractButton>
#include <QButtonGroup>
#include <QVBoxLayout>
#include <QWidget>

#include "ui/look/look.h"

namespace tailrace::ui {

// The column of pages at the left. Each has the digit that chooses it.
class Navigation : public QWidget {
    Q_OBJECT
public:
    static constexpr int Width = 76;

    explicit Navigation(const Look& look);

    void add(const QString& page);
    void choose(int index);

Q_SIGNALS:
    void chosen(int index);
    void themeWished();
    void keysWished();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Look& m_look;
    QVBoxLayout* m_layout;
    QButtonGroup m_buttons;
};

// One of them: drawing, name, digit.
class NavigationButton : public QAbstractButton {
    Q_OBJECT
public:
    NavigationButton(const QString& page, int digit, const Look& look);

protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;
    QSize sizeHint() const override { return {Navigation::Width, 58}; }

private:
    int m_digit;
    const Look& m_look;
};

} // namespace tailrace::ui
