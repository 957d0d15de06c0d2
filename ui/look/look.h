// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QPalette>

#include "ui/look/tokens.h"
#include "ui/look/type.h"

namespace tailrace::ui {

// The look of the whole program: which theme, which fonts. Made once and handed to every view; views repaint on changed().
class Look : public QObject {
    Q_OBJECT
public:
    enum class Choice { System, Light, Dark };

    Look();

    const Tokens& tokens() const { return tokensOf(m_theme); }
    const Type& type() const { return m_type; }
    Theme theme() const { return m_theme; }
    Choice choice() const { return m_choice; }
    // Of labels that stand back behind what they explain.
    QPalette secondaryPalette() const;

    // Also gives the application its palette and style sheet.
    void choose(Choice choice);
    void toggle() { choose(m_theme == Theme::Light ? Choice::Dark : Choice::Light); }

Q_SIGNALS:
    void changed();

private:
    void apply();

    Theme m_system; // what the desktop's own palette was when the program started
    Theme m_theme;
    Choice m_choice = Choice::System;
    Type m_type;
};

} // namespace tailrace::ui
