// SPDX-License-Identifier: Apache-2.0
#include "ui/look/look.h"

#include <QApplication>
#include <QPalette>
#include <QStyleFactory>

#include "ui/look/style_sheet.h"

namespace tailrace::ui {
namespace {

// Qt 6.4 does not say which scheme the desktop has; its window colour does.
Theme systemTheme() { return QApplication::palette().color(QPalette::Window).lightness() < 128 ? Theme::Dark : Theme::Light; }

QPalette paletteOf(const Tokens& t)
{
    QPalette palette;
    palette.setColor(QPalette::Window, t.window);
    palette.setColor(QPalette::WindowText, t.text);
    palette.setColor(QPalette::Base, t.panel);
    palette.setColor(QPalette::AlternateBase, t.panel);
    palette.setColor(QPalette::ToolTipBase, t.raised);
    palette.setColor(QPalette::ToolTipText, t.text);
    palette.setColor(QPalette::Text, t.text);
    palette.setColor(QPalette::PlaceholderText, t.secondary);
    palette.setColor(QPalette::Button, t.raised);
    palette.setColor(QPalette::ButtonText, t.text);
    palette.setColor(QPalette::BrightText, t.over);
    palette.setColor(QPalette::Link, t.accent);
    palette.setColor(QPalette::Highlight, t.accent);
    palette.setColor(QPalette::HighlightedText, t.window);
    palette.setColor(QPalette::Mid, t.hairline);
    for (const auto role : {QPalette::Text, QPalette::WindowText, QPalette::ButtonText}) palette.setColor(QPalette::Disabled, role, t.idle);
    return palette;
}

} // namespace

Look::Look() : m_system(systemTheme()), m_theme(m_system), m_type(Type::ofPlatform())
{
    QApplication::setStyle(QStyleFactory::create("Fusion"));
    apply();
}

void Look::choose(Choice choice)
{
    m_choice = choice;
    m_theme = choice == Choice::System ? m_system : choice == Choice::Light ? Theme::Light : Theme::Dark;
    apply();
    Q_EMIT changed();
}

void Look::apply()
{
    QApplication::setFont(m_type.body);
    QApplication::setPalette(paletteOf(tokens()));
    qApp->setStyleSheet(styleSheetOf(tokens(), m_type));
}

QPalette Look::secondaryPalette() const
{
    QPalette palette;
    palette.setColor(QPalette::WindowText, tokens().secondary);
    return palette;
}

} // namespace tailrace::ui
