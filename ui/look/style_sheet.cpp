// SPDX-License-Identifier: Apache-2.0
#include "ui/look/style_sheet.h"

namespace tailrace::ui {
namespace {

// Names in braces stand for colours.
constexpr const char* Sheet = R"css(
QToolTip { background: {raised}; color: {text}; border: 1px solid {hairline}; padding: 6px 8px; }
QPushButton, QToolButton { background: {raised}; color: {text}; border: 1px solid {hairline}; border-radius: 4px; padding: 5px 12px; }
QPushButton:hover, QToolButton:hover { border-color: {secondary}; }
QPushButton:pressed, QToolButton:pressed, QPushButton:checked, QToolButton:checked { background: {window}; border-color: {accent}; color: {accent}; }
QPushButton:focus, QToolButton:focus { border-color: {accent}; }
QPushButton:disabled, QToolButton:disabled { color: {idle}; border-color: {hairline}; }
QPushButton:checked:disabled { background: {window}; color: {secondary}; border-color: {secondary}; }
QPushButton[kind="main"] { background: {accent}; color: {window}; border-color: {accent}; font-weight: 600; }
QPushButton[kind="main"]:hover { border-color: {text}; }
QPushButton[kind="main"]:disabled { background: {hairline}; color: {secondary}; border-color: {hairline}; }
QToolButton::menu-indicator, QPushButton::menu-indicator { width: 0px; }
QToolButton[kind="link"], QPushButton[kind="link"] { background: transparent; border: 1px solid transparent; color: {accent}; padding: 2px 4px; }
QToolButton[kind="link"]:hover, QPushButton[kind="link"]:hover { text-decoration: underline; }
QToolButton[kind="link"]:disabled, QPushButton[kind="link"]:disabled { color: {idle}; text-decoration: none; }
QToolButton[kind="link"]:focus, QPushButton[kind="link"]:focus { border-color: {accent}; }
QLineEdit, QSpinBox, QDoubleSpinBox { min-height: 20px; background: {panel}; color: {text}; border: 1px solid {hairline}; border-radius: 4px; padding: 4px 8px; selection-background-color: {accent}; selection-color: {window}; }
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus { border-color: {accent}; }
QLineEdit:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled { color: {idle}; }
QSlider { min-height: 22px; }
QSlider::groove:horizontal { background: {hairline}; height: 4px; border-radius: 2px; }
QSlider::handle:horizontal { background: {raised}; border: 2px solid {accent}; width: 12px; margin: -6px 0; border-radius: 8px; }
QSlider::handle:horizontal:focus { background: {accent}; }
QSlider::handle:horizontal:disabled { border-color: {idle}; }
QMenu { background: {raised}; color: {text}; border: 1px solid {hairline}; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 12px; border-radius: 3px; }
QMenu::item:selected { background: {accent}; color: {window}; }
QMenu::item:disabled { color: {idle}; }
QMenu::separator { height: 1px; background: {hairline}; margin: 4px 8px; }
QTableView, QListView, QTreeView { background: {panel}; color: {text}; border: none; outline: none; gridline-color: {hairline};
 selection-background-color: {selection}; selection-color: {text}; }
QTableView::item, QListView::item { padding: 0 5px; border: none; }
QTableView::item:selected, QListView::item:selected { background: {selection}; color: {text}; }
QTableView::indicator { width: 12px; height: 12px; border: 1px solid {secondary}; border-radius: 3px; background: {panel}; }
QTableView::indicator:checked { background: {accent}; border-color: {accent}; }
QTableCornerButton::section { background: {panel}; border: none; }
QHeaderView::up-arrow, QHeaderView::down-arrow { width: 7px; height: 7px; subcontrol-origin: margin; subcontrol-position: center left; }
QHeaderView { background: {panel}; border: none; }
QHeaderView::section { background: {panel}; color: {secondary}; border: none; border-bottom: 1px solid {hairline}; padding: 4px 8px; font-size: 8.5pt; font-weight: 400; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: {hairline}; border-radius: 4px; min-height: 24px; min-width: 24px; margin: 1px; }
QScrollBar::handle:hover { background: {secondary}; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QStackedWidget#pages, QStackedWidget#pages > QWidget { background: {panel}; }
QSplitter::handle { background: {window}; }
QScrollArea { border: none; background: transparent; }
)css";

// The accent as a tint of the panel: what is selected stays readable in its own colours.
QColor selectionOf(const Tokens& t)
{
    const auto mix = [](int ground, int accent) { return (ground * 84 + accent * 16) / 100; };
    return {mix(t.panel.red(), t.accent.red()), mix(t.panel.green(), t.accent.green()), mix(t.panel.blue(), t.accent.blue())};
}

} // namespace

QString styleSheetOf(const Tokens& t, const Type&)
{
    QString sheet = QString::fromLatin1(Sheet);
    const std::pair<const char*, QColor> colours[] = {{"{window}", t.window}, {"{panel}", t.panel}, {"{raised}", t.raised},
        {"{text}", t.text}, {"{secondary}", t.secondary}, {"{hairline}", t.hairline}, {"{accent}", t.accent}, {"{over}", t.over},
        {"{idle}", t.idle}, {"{selection}", selectionOf(t)}};
    for (const auto& [name, colour] : colours) sheet.replace(QLatin1String(name), colour.name());
    return sheet;
}

} // namespace tailrace::ui
